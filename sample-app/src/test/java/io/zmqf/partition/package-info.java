/** Classes that a test adds to a container beside the sample's jar. */
@NullMarked
package io.zmqf.partition;

import org.jspecify.annotations.NullMarked;

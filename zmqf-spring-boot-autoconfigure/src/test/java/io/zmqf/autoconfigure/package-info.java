/** Tests of the auto-configuration. */
@NullMarked
package io.zmqf.autoconfigure;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.outgoing;

import org.jspecify.annotations.NullMarked;

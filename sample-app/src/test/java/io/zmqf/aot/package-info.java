/** A consumer of the starter that is processed ahead of time. */
@NullMarked
package io.zmqf.aot;

import org.jspecify.annotations.NullMarked;

/** Application events about nodes and connections. */
@NullMarked
package io.zmqf.actuate.event;

import org.jspecify.annotations.NullMarked;

/** Peers that would have a node run out of memory. */
@NullMarked
package io.zmqf.memory;

import org.jspecify.annotations.NullMarked;

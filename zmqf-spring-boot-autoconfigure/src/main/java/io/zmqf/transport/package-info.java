/**
 * Sockets and the loop that owns each of them.
 */
@NullMarked
package io.zmqf.transport;

import org.jspecify.annotations.NullMarked;

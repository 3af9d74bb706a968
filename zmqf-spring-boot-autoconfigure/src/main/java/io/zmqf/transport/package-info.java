/**
 * Sockets, and the loop that owns each of them. The only package, with those below it,
 * that knows JeroMQ.
 */
@NullMarked
package io.zmqf.transport;

import org.jspecify.annotations.NullMarked;

/**
 * The transport on JeroMQ's public API, for those who must have JeroMQ on the wire. It
 * has neither security nor {@code ipc://}.
 */
@NullMarked
package io.zmqf.transport.jeromq;

import org.jspecify.annotations.NullMarked;

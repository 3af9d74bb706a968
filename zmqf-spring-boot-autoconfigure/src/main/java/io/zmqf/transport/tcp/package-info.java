/**
 * Connecting by TCP without the two faults of JeroMQ's own {@code connect}, which are a
 * fresh connection that stalls now and then and host names that are looked up on the I/O
 * thread; and binding, with handshakes that are watched over. Knows the JDK and JeroMQ
 * alone.
 */
@NullMarked
package io.zmqf.transport.tcp;

import org.jspecify.annotations.NullMarked;

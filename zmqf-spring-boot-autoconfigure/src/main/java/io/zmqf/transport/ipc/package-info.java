/**
 * Unix domain sockets for {@code ipc://}, which JeroMQ emulates by TCP on a port of the
 * loopback interface, open to every local user and no peer for libzmq.
 * {@link io.zmqf.transport.ipc.UnixSockets} binds and connects a JeroMQ socket instead of
 * its own {@code bind} and {@code connect}; the rest is hidden. Knows the JDK and JeroMQ
 * alone.
 */
@NullMarked
package io.zmqf.transport.ipc;

import org.jspecify.annotations.NullMarked;

package io.zmqf.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.zmqf.transport.session.HandshakeTime;
import org.zeromq.ZContext;

/**
 * What the sockets of a transport share.
 *
 * @param zmq JeroMQ's context
 * @param names the names that are bound inside the process
 * @param handshakes how much of the I/O thread's time handshakes may take
 * @param permissions who may connect to a Unix domain socket
 */
record JeroMqContext(ZContext zmq, InsideNames names, HandshakeTime handshakes, Set<PosixFilePermission> permissions) {
}

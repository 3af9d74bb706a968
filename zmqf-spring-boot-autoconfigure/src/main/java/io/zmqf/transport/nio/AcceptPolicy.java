package io.zmqf.transport.nio;

import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.zmtp.Mechanism;

/**
 * Which connections a listener accepts.
 *
 * @param security the authentication
 * @param mechanism the mechanism of its handshakes
 * @param maxConnections the maximum number of connections at once
 */
record AcceptPolicy(ServerSecurity security, Mechanism mechanism, int maxConnections) {
}

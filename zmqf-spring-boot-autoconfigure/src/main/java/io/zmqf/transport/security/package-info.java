/**
 * Who may use a socket: keys and their files, passwords, addresses, and the decision at
 * each handshake. Knows the JDK, and of JeroMQ how keys are made and written.
 */
@NullMarked
package io.zmqf.transport.security;

import org.jspecify.annotations.NullMarked;

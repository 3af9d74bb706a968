/**
 * Connections of a JeroMQ socket that JeroMQ does not make itself. JeroMQ's session and
 * engine do all the work once a connection is up; what is here makes the connection and
 * makes it again when it is lost, wherever it {@linkplain Destination goes to}. Knows the
 * JDK and JeroMQ alone. The packages {@code ipc} and {@code tcp} are made of it, and
 * nobody else should need it.
 */
@NullMarked
package io.zmqf.transport.session;

import org.jspecify.annotations.NullMarked;

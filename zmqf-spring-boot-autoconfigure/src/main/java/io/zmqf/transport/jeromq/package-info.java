/**
 * The transport on JeroMQ's public API, for applications that require JeroMQ. It supports
 * neither security nor {@code ipc://}.
 */
@NullMarked
package io.zmqf.transport.jeromq;

import org.jspecify.annotations.NullMarked;

/**
 * The messages of CURVE once its handshake is done. Handshakes stay JeroMQ's. Knows the
 * JDK and JeroMQ alone.
 */
@NullMarked
package io.zmqf.transport.curve;

import org.jspecify.annotations.NullMarked;

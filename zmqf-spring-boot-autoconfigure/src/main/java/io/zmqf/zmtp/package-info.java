/**
 * ZMTP, the wire protocol of ZeroMQ, as state machines that consume and produce bytes.
 * The package performs no I/O, starts no thread and reads no clock.
 * <p>
 * A {@link io.zmqf.zmtp.Handshake} negotiates ZMTP 3.1, 3.0 (RFC 37, 23) or 2.0 (RFC 15)
 * with a {@link io.zmqf.zmtp.Mechanism}. It then creates the
 * {@link io.zmqf.zmtp.FrameDecoder} and the {@link io.zmqf.zmtp.FrameEncoder} of the
 * connection. These objects are not thread-safe: each belongs to one connection. An
 * object that has thrown an exception must not be used again.
 */
@NullMarked
package io.zmqf.zmtp;

import org.jspecify.annotations.NullMarked;

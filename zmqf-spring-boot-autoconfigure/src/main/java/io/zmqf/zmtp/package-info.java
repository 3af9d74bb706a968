/**
 * ZMTP, the protocol of ZeroMQ's connections, as state machines that take and return
 * bytes. The package does no I/O, starts no thread and reads no clock.
 * <p>
 * A {@link io.zmqf.zmtp.Handshake} negotiates ZMTP 3.1, 3.0 (RFC 37, 23) or 2.0 (RFC 15)
 * with a {@link io.zmqf.zmtp.Mechanism}. It then creates the
 * {@link io.zmqf.zmtp.FrameDecoder} and the {@link io.zmqf.zmtp.FrameEncoder} of the
 * connection. None of these is thread-safe: each belongs to one connection. Whatever
 * throws leaves an object that must not be used again.
 */
@NullMarked
package io.zmqf.zmtp;

import org.jspecify.annotations.NullMarked;

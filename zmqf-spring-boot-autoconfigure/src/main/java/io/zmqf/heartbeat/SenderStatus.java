package io.zmqf.heartbeat;

import java.time.Instant;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * A sender of heartbeats at one moment, for those who look from outside.
 *
 * @param socket its socket, {@code null} where it does not run
 * @param alive {@code true} if its receiver is there
 * @param lastHeartbeat the time when it last sent a heartbeat, {@code null} for never
 * @param lastAnswer the time when its receiver last answered, {@code null} for never:
 * only receivers of this library do
 * @since 0.1.0
 */
public record SenderStatus(@Nullable SocketStatus socket, boolean alive, @Nullable Instant lastHeartbeat,
		@Nullable Instant lastAnswer) {
}

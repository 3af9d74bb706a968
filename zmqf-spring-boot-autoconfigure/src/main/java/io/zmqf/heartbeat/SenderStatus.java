package io.zmqf.heartbeat;

import java.time.Instant;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * The status of a heartbeat sender at one time.
 *
 * @param socket the status of the socket, or {@code null} if the sender is not running
 * @param alive {@code true} if the receiver is alive
 * @param lastHeartbeat the time of the last sent heartbeat, or {@code null} if none was
 * sent
 * @param lastAnswer the time of the receiver's last answer, or {@code null} if none has
 * come. Only receivers of this library answer
 * @since 0.1.0
 */
public record SenderStatus(@Nullable SocketStatus socket, boolean alive, @Nullable Instant lastHeartbeat,
		@Nullable Instant lastAnswer) {
}

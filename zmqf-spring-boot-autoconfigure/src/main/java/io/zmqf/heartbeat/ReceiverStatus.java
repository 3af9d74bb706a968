package io.zmqf.heartbeat;

import java.time.Instant;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * The status of a heartbeat receiver at one time.
 *
 * @param socket the status of the socket
 * @param clients the number of clients that are alive
 * @param workers the number of workers that are alive
 * @param lastHeartbeat the time of the last heartbeat of any node, or {@code null} if
 * none has come
 * @since 0.1.0
 */
public record ReceiverStatus(SocketStatus socket, int clients, int workers, @Nullable Instant lastHeartbeat) {
}

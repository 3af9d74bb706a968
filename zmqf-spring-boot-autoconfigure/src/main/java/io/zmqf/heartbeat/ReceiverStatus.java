package io.zmqf.heartbeat;

import java.time.Instant;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of heartbeats at one moment, for those who look from outside.
 *
 * @param socket its socket
 * @param clients the number of clients that are alive
 * @param workers the number of workers that are alive
 * @param lastHeartbeat the time of the last heartbeat of any node, {@code null} for none
 * @since 0.1.0
 */
public record ReceiverStatus(SocketStatus socket, int clients, int workers, @Nullable Instant lastHeartbeat) {
}

package io.zmqf.heartbeat;

import java.time.Instant;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of heartbeats at one moment, for those who look from outside.
 *
 * @param socket its socket
 * @param clients how many clients are alive
 * @param workers how many workers are alive
 * @param lastHeartbeat when the last heartbeat of any node came, {@code null} for never
 * @since 0.1.0
 */
public record ReceiverStatus(SocketStatus socket, int clients, int workers, @Nullable Instant lastHeartbeat) {
}

package io.zmqf.message;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * An unanswered request at one moment, for monitoring. It contains nothing of the
 * request's data.
 *
 * @param event the event, printable
 * @param age the time since its arrival at the reporting node
 * @param worker the worker that a router has sent it to, or {@code null} while it waits
 * @param attempts the number of times that a router has sent it to a worker
 * @param trace the trace id, or {@code null} if the request has none
 * @since 0.1.0
 */
public record OpenRequest(String event, Duration age, @Nullable String worker, int attempts, @Nullable String trace) {
}

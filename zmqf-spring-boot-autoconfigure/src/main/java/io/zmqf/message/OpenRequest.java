package io.zmqf.message;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A request without an answer at one moment, for those who look from outside. It says
 * nothing of the request's data.
 *
 * @param event its event, printable
 * @param age the time since its arrival at the node that reports it
 * @param worker the worker that a router has given it to, {@code null} while it waits
 * @param attempts the number of times that a router has given it to a worker
 * @param trace the id of its trace, {@code null} where its sender named none
 * @since 0.1.0
 */
public record OpenRequest(String event, Duration age, @Nullable String worker, int attempts, @Nullable String trace) {
}

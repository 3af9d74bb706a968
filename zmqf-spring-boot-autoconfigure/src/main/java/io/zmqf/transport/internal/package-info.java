/**
 * The common base of the loops of all transports: tasks, timers, the state of the
 * socket's connection, and metrics. Not for users.
 */
@NullMarked
package io.zmqf.transport.internal;

import org.jspecify.annotations.NullMarked;

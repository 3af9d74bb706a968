/**
 * What the loops of all transports have in common: tasks, timers, the state of the
 * socket's connection, and what is counted. Not for users.
 */
@NullMarked
package io.zmqf.transport.internal;

import org.jspecify.annotations.NullMarked;

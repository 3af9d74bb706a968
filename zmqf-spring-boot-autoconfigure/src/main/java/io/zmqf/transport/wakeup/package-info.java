/**
 * The cure for JeroMQ's spinning wake-up. Knows the JDK and JeroMQ alone; what opens a
 * socket calls {@link io.zmqf.transport.wakeup.WakeUpOrder}, and nothing else is needed.
 */
@NullMarked
package io.zmqf.transport.wakeup;

import org.jspecify.annotations.NullMarked;

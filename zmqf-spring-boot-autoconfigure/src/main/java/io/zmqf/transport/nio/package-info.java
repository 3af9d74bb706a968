/**
 * The transport on {@code java.nio}. One event loop owns all connections, their queues
 * and their buffers. {@link io.zmqf.transport.nio.EventLoop} is the only entry to them.
 */
@NullMarked
package io.zmqf.transport.nio;

import org.jspecify.annotations.NullMarked;

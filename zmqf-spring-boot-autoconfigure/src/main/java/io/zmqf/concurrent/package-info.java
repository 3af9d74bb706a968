/** Executors, queues and caches that don't depend on messages. */
@NullMarked
package io.zmqf.concurrent;

import org.jspecify.annotations.NullMarked;

/** Executors, queues and caches that know nothing of messages. */
@NullMarked
package io.zmqf.concurrent;

import org.jspecify.annotations.NullMarked;

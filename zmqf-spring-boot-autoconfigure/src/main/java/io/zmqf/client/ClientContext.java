package io.zmqf.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.zmqf.concurrent.ConcurrentCache;
import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.JsonData;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.TransportListener;

/**
 * The state that all requests of a client share. Thread-safe.
 *
 * @param settings the settings
 * @param json the writer of requests and reader of replies
 * @param completions the executor that completes asynchronous replies
 * @param observer the observer of requests
 * @param tracing the receiver of traces of single requests
 * @param nanoTime the clock of the event loops, in nanoseconds
 * @param paths the paths of requests
 * @param inFlight the counter of requests, each from its submission to its end
 * @param memory the limits of the memory for messages of peers
 * @param items the received items of all its streams
 * @param waiting the bytes of the requests that are queued for a connection
 * @param maxMessageSize the maximum size of a request, in bytes
 * @param guard the check that rejects a wait on a thread that receives replies
 * @param listener the listener for exceptions on event loops
 * @param eventFrames the cache of validated and encoded event names
 */
record ClientContext(ClientSettings settings, JsonData json, LimitedExecutor completions, RequestObserver observer,
		RequestTracing tracing, LongSupplier nanoTime, ClientPaths paths, InFlightCounter inFlight, MemoryLimits memory,
		HeldItems items, AtomicLong waiting, long maxMessageSize, Runnable guard, TransportListener listener,
		ConcurrentCache<String, byte[]> eventFrames) {
}

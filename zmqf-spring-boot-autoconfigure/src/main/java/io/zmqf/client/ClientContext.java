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
 * @param completions the threads of asynchronous replies
 * @param observer the observer of requests
 * @param tracing the receiver of traces of single requests
 * @param nanoTime the clock of the loops
 * @param paths the paths of requests
 * @param inFlight the counter of requests, each from its submission to its end
 * @param memory the limits of the memory for messages of peers
 * @param items the items of all its streams
 * @param waiting the bytes of its requests that wait for a connection, or for room on it
 * @param maxMessageSize the bytes of the largest request that a connection can hold
 * @param guard the guard that refuses a wait for a reply on the thread that would receive
 * it
 * @param listener the listener to notify of what is thrown on loops
 * @param eventFrames the events that were requested, checked and encoded
 */
record ClientContext(ClientSettings settings, JsonData json, LimitedExecutor completions, RequestObserver observer,
		RequestTracing tracing, LongSupplier nanoTime, ClientPaths paths, InFlightCounter inFlight, MemoryLimits memory,
		HeldItems items, AtomicLong waiting, long maxMessageSize, Runnable guard, TransportListener listener,
		ConcurrentCache<String, byte[]> eventFrames) {
}

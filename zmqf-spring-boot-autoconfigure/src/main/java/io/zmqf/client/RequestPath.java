package io.zmqf.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/** A way for requests to reach a peer. Owns each request from its submission on. */
interface RequestPath {

	/** The name of its sockets. */
	String name();

	/** The time of its loop's present turn. */
	long now();

	/** Where requests go, for exceptions and logs. */
	String endpoint();

	/** What a peer did wrong in the last handshake, where one failed; from any thread. */
	@Nullable String refusal();

	/** Takes over a request; from any thread. */
	void submit(PendingRequest request);

	/** Frees what a request holds that nobody waits for any more; from any thread. */
	void abandon(PendingRequest request);

	/** Lets the peer of a request send more items; from any thread. */
	void grant(StreamRequest request, int items);

	/** A request arrives on the loop. */
	void begin(PendingRequest request);

	/** A request came after the end of the loop; on any thread. */
	void rejected(PendingRequest request);

	/** The time of a request is up; on the loop. */
	void expired(PendingRequest request);

	/** Whether the caller is on the thread that receives the replies. */
	boolean isHere();

	/**
	 * Whether a request would go out at once, to a peer that is not stopping; from any
	 * thread.
	 */
	boolean isAvailable();

	/** How many requests have no outcome yet; from any thread. */
	int load();

	/** How its sockets are; from any thread. */
	List<SocketStatus> sockets();

	/** For how many nanoseconds the oldest request has no outcome; from any thread. */
	CompletableFuture<Long> oldest();

	/** Gives the requests that wait for a connection to another path; from any thread. */
	void handOverTo(RequestPath connected);

	/** Fails what has no outcome yet; from any thread. */
	void close();

}

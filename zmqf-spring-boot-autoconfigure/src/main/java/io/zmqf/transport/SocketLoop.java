package io.zmqf.transport;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of one socket. One thread at a time runs it, and other loops may share
 * this thread. Only this thread reads, writes and closes the socket, and calls its
 * {@link SocketHandler} and timers. Other threads submit tasks with
 * {@link #execute(LoopTask)}.
 *
 * @since 0.1.0
 */
public interface SocketLoop {

	/**
	 * Opens the socket and starts the loop. Does nothing if the loop was started before.
	 * @return the endpoint, with the actual port if the system chose it
	 * @throws TransportException if the socket cannot be opened
	 */
	Endpoint start();

	/**
	 * Runs a task on the loop's thread. May be called on any thread.
	 * @param task the task, which is rejected if the loop has ended
	 */
	void execute(LoopTask task);

	/**
	 * Runs a task on the calling thread if the loop is idle, otherwise on the loop's
	 * thread. May be called on any thread. At low load this saves waking a thread. At
	 * high load a single thread is more efficient.
	 * @param task the task, which is rejected if the loop has ended
	 */
	void executeHere(LoopTask task);

	/**
	 * Reads state of the loop. May be called on any thread.
	 * @param <T> the type of the result
	 * @param query supplies the result, called on the loop's thread
	 * @param ended the result if the loop has ended
	 * @return the result, completed on the loop's thread
	 */
	default <T> CompletableFuture<T> query(Supplier<T> query, T ended) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		execute(LoopTask.of(() -> answer.complete(query.get()), () -> answer.complete(ended)));
		return answer;
	}

	/**
	 * Sends a message. Must be called on the loop's thread.
	 * @param frames all frames of the message
	 * @return the result of sending
	 */
	SendResult send(byte[][] frames);

	/**
	 * Whether a peer of a ROUTER may accept a message. The check is cheaper than an
	 * attempt to send. Must be called on the loop's thread.
	 * @param peer the routing id of the peer
	 * @return {@code false} if the peer accepts no message at present, {@code true} if it
	 * does or if this is unknown
	 */
	boolean mayTake(byte[] peer);

	/**
	 * The remote address of the current message's sender. Must be called on the loop's
	 * thread.
	 * @return the address, or {@code null} if there is none, as inside the process
	 */
	@Nullable String peerAddress();

	/**
	 * The authenticated sender of the current message. Must be called on the loop's
	 * thread.
	 * @return the peer, or {@code null} if it is not authenticated
	 */
	@Nullable Peer peer();

	/**
	 * The property that a peer announced in the handshake: the peer of a connecting
	 * socket, or the sender of a bound socket's current message. Must be called on the
	 * loop's thread.
	 * @param name the name of the ZMTP property, which starts with {@code X-}
	 * @return the value, or {@code null} if the peer did not announce it
	 */
	@Nullable String peerProperty(String name);

	/**
	 * The reason why a connecting socket has no connection, if known. May be called on
	 * any thread.
	 * @return the last failure, as the end of a sentence about the peer such as {@code it
	 * refused the connection}; {@code null} if no attempt failed since the last
	 * connection
	 */
	@Nullable String refusal();

	/**
	 * The time at which the peers last sent data, including the answer to a
	 * {@linkplain SocketSettings#ping() PING}. It is recorded only for sockets that send
	 * PINGs. Must be called on the loop's thread.
	 * @return the time, as from {@link #now()}; the current time while signs can't be
	 * received because reading is paused, and inside the process, where no connection
	 * becomes silent
	 */
	long lastReceived();

	/**
	 * Records that the peer rejects this connecting socket, or why the socket is resting.
	 * The next connection clears the record. Must be called on the loop's thread.
	 * @param detail the reason, as a sentence
	 */
	void rejected(String detail);

	/**
	 * The current status of the socket. May be called on any thread. Does not block.
	 * @return the status with its counters
	 */
	SocketStatus status();

	/**
	 * Requests a call of {@link SocketHandler#onWritable()} when the socket accepts
	 * messages. Must be called on the loop's thread.
	 */
	void awaitWritable();

	/**
	 * Pauses or resumes receiving. Paused peers experience back-pressure. Must be called
	 * on the loop's thread.
	 * @param paused {@code true} to receive no messages
	 */
	void pauseReading(boolean paused);

	/**
	 * Schedules a timer, and replaces its previous deadline. Must be called on the loop's
	 * thread.
	 * @param timed the timer
	 * @param deadline the deadline, as from {@link #now()}
	 */
	void schedule(Timed timed, long deadline);

	/**
	 * Cancels a timer. Must be called on the loop's thread.
	 * @param timed the timer, scheduled or not
	 */
	void cancel(Timed timed);

	/**
	 * The time of the loop's current iteration. Must be called on the loop's thread.
	 * @return the time in nanoseconds of the loop's clock
	 */
	long now();

	/**
	 * Whether a connecting socket is connected. May be called on any thread, but only on
	 * the loop's thread the result remains true during the call.
	 * @return {@code true} if messages are sent at once
	 */
	boolean isConnected();

	/**
	 * Whether the caller is on the loop's thread, where it must not block.
	 * @return {@code true} on the loop's thread, which other loops may share
	 */
	boolean isHere();

	/**
	 * Closes the socket, discards its messages, and opens a new one. Must be called on
	 * the loop's thread.
	 */
	void reconnect();

	/**
	 * Closes a connecting socket that has no connection. It opens no new one until
	 * {@link #reconnect()}. Must be called on the loop's thread.
	 */
	void rest();

	/**
	 * Whether the peer has answered a {@linkplain SocketSettings#ping() PING}. Must be
	 * called on the loop's thread.
	 * @return {@code false} also for a peer that does not support PING
	 */
	boolean answersPings();

	/**
	 * Treats the connection as lost, and reconnects. Must be called on the loop's thread.
	 */
	void dropConnection();

	/**
	 * Ends the loop. On the loop's thread it ends after the current iteration. On any
	 * other thread this method waits for the end. Queued messages are sent within the
	 * socket's linger time.
	 */
	void close();

}

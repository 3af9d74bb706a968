package io.zmqf.transport;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * One socket, and what is done with it, by one thread at a time, which other loops may
 * have in common: it alone reads, writes and closes the socket, and it alone calls the
 * {@link SocketHandler} and the timers. Others come in by {@link #execute(LoopTask)}.
 *
 * @since 0.1.0
 */
public interface SocketLoop {

	/**
	 * Opens the socket and begins; nothing to do where that was done.
	 * @return the endpoint, with the real port where the system chose one
	 * @throws TransportException if the socket can't be opened
	 */
	Endpoint start();

	/**
	 * Has the loop's thread do something; from any thread.
	 * @param task the work, rejected where the loop has ended
	 */
	void execute(LoopTask task);

	/**
	 * Does something as the loop's thread would, on the caller's, if nobody else is at
	 * work for the loop, and has the loop's thread do it otherwise; from any thread.
	 * Where little goes on, that spares waking a thread; where much goes on, one thread
	 * does it more cheaply.
	 * @param task the work, rejected where the loop has ended
	 */
	void executeHere(LoopTask task);

	/**
	 * Asks for something that belongs to the loop; from any thread.
	 * @param <T> the type of the answer
	 * @param question the supplier of the answer, called on the loop's thread
	 * @param ended the answer of a loop that has ended
	 * @return completed on the loop's thread
	 */
	default <T> CompletableFuture<T> ask(Supplier<T> question, T ended) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		execute(LoopTask.of(() -> answer.complete(question.get()), () -> answer.complete(ended)));
		return answer;
	}

	/**
	 * Sends a message; on the loop's thread.
	 * @param frames all its frames
	 * @return what became of it
	 */
	SendResult send(byte[][] frames);

	/**
	 * Whether a message to a peer of a ROUTER is worth a try, which is found out more
	 * cheaply than by sending one; on the loop's thread.
	 * @param peer the routing id of the peer
	 * @return {@code false} where it takes nothing for now, {@code true} also where that
	 * is not known
	 */
	boolean mayTake(byte[] peer);

	/**
	 * Where the message came from that is being handled; on the loop's thread.
	 * @return the remote address, or {@code null} where there is none, as inside the
	 * process
	 */
	@Nullable String peerAddress();

	/**
	 * Who sent the message that is being handled; on the loop's thread.
	 * @return the peer, or {@code null} where it has proved nothing
	 */
	@Nullable Peer peer();

	/**
	 * Finds what the peer of a connecting socket, or the sender of the message that is
	 * being handled by one that binds, says of itself; on the loop's thread.
	 * @param name the name of a property of ZMTP's handshake, which starts with
	 * {@code X-}
	 * @return its value, or {@code null} where the peer has none
	 */
	@Nullable String peerProperty(String name);

	/**
	 * Why a connecting socket has no peer, as far as it is known; from any thread.
	 * @return what failed in the last attempt, as the end of a sentence about its peer
	 * such as {@code it refused the connection}; {@code null} where nothing failed since
	 * it had its peer
	 */
	@Nullable String refusal();

	/**
	 * When the peers of a socket that asks them by a {@linkplain SocketSettings#ping()
	 * PING} last gave a sign, be it the answer; on the loop's thread.
	 * @return the time, as {@link #now()} counts; the present inside the process, where
	 * no connection falls silent
	 */
	long heardAt();

	/**
	 * Notes that the peer of a connecting socket refuses it, or why the socket rests,
	 * until it connects anew; on the loop's thread.
	 * @param detail the reason, as a sentence
	 */
	void rejected(String detail);

	/**
	 * What there is to know of the socket; from any thread, without waiting.
	 * @return its state and what it has counted
	 */
	SocketStatus status();

	/**
	 * Has the handler called back once the socket takes messages; on the loop's thread.
	 */
	void awaitWritable();

	/**
	 * Leaves messages where they are, so that the peers have to wait; on the loop's
	 * thread.
	 * @param paused {@code true} to receive nothing for now
	 */
	void pauseReading(boolean paused);

	/**
	 * Has something happen at a time, instead of the time that it had; on the loop's
	 * thread.
	 * @param timed the work to do at that time
	 * @param deadline the time, as {@link #now()} counts
	 */
	void schedule(Timed timed, long deadline);

	/**
	 * Has something not happen; on the loop's thread.
	 * @param timed the work to cancel, scheduled or not
	 */
	void cancel(Timed timed);

	/**
	 * The time of the present turn; on the loop's thread.
	 * @return nanoseconds of the loop's clock
	 */
	long now();

	/**
	 * Whether a connecting socket has its peer; from any thread, though only the loop's
	 * own knows that it is still so.
	 * @return {@code true} where what is sent goes out at once
	 */
	boolean isConnected();

	/**
	 * Whether the caller is on the loop's thread, which it must not keep waiting for
	 * anything.
	 * @return {@code true} on the loop's thread, which may be that of other loops too
	 */
	boolean isHere();

	/**
	 * Closes the socket with all that it holds, and connects a new one; on the loop's
	 * thread.
	 */
	void reconnect();

	/**
	 * Closes a connecting socket that has no peer, and makes no connection until
	 * {@link #reconnect()}; on the loop's thread.
	 */
	void rest();

	/**
	 * Whether the peer of a socket that asks it by a {@linkplain SocketSettings#ping()
	 * PING} has answered one; on the loop's thread.
	 * @return {@code false} also for one that knows no PING
	 */
	boolean answersPings();

	/**
	 * Gives the connection up, as if it was lost, and connects a new one; on the loop's
	 * thread.
	 */
	void giveUp();

	/**
	 * Ends the loop; on its own thread only after the present turn, on any other it waits
	 * for the end. What was given to the socket is still sent, for as long as the
	 * socket's linger time allows.
	 */
	void close();

}

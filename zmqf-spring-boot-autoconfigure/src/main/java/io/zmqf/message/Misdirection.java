package io.zmqf.message;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Detects messages at an address of another purpose, which happens if a property of the
 * sender contains the wrong port.
 *
 * @since 0.1.0
 */
public final class Misdirection {

	private Misdirection() {
	}

	/** The purposes of bound addresses. */
	public enum Place {

		/** A router's address for clients. */
		FRONTEND("the requests of clients (zmqf.router.frontend)"),
		/** A router's address for workers. */
		BACKEND("workers (zmqf.router.backend)"),
		/** A server's address. */
		SERVER("the requests of clients (zmqf.server.address)"),
		/** An address for heartbeats. */
		HEARTBEAT("heartbeats (zmqf.heartbeat.address)");

		private final String purpose;

		Place(String purpose) {
			this.purpose = purpose;
		}

		/**
		 * Checks whether a message belongs to another address.
		 * @param event the event of the message
		 * @return a sentence that names the right address, or {@code null} if the message
		 * belongs here or to no address
		 */
		public @Nullable String misdirected(String event) {
			String elsewhere = switch (event) {
				case Events.HEARTBEAT -> (this != HEARTBEAT)
						? "To send heartbeats to a router or a server, set zmqf.heartbeat.address" : null;
				case Events.READY, Events.BYE -> (this != BACKEND)
						? "To connect a worker, set zmqf.worker.router to zmqf.router.backend of the router" : null;
				default -> (!Events.isReserved(event) && (this == BACKEND || this == HEARTBEAT))
						? "To connect a client, set zmqf.client.address to zmqf.router.frontend of a "
								+ "router or zmqf.server.address of a server"
						: null;
			};
			return (elsewhere != null) ? "This address accepts " + this.purpose + ". " + elsewhere : null;
		}

	}

	/**
	 * Encodes the reply to a misdirected message.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @param event the event of the message
	 * @param detail the sentence that names the right address
	 * @return the frames of the reply
	 */
	public static byte[][] answer(byte[][] frames, int delimiter, String event, String detail) {
		return MessageCodec.error(frames, delimiter, ProblemType.MISDIRECTED.of(event, detail), Map.of());
	}

	/**
	 * Decodes the reply to a misdirected message.
	 * @param frames all frames of a message
	 * @param delimiter the index of the empty frame
	 * @return the sentence that names the right address, or {@code null} for any other
	 * message
	 */
	public static @Nullable String read(byte[][] frames, int delimiter) {
		if (!MessageCodec.isError(frames, delimiter)) {
			return null;
		}
		Problem problem = Problem.brief(frames[delimiter + 2]);
		return problem.type().equals(ProblemType.MISDIRECTED.uri()) ? Printable.of(problem.detail()) : null;
	}

}

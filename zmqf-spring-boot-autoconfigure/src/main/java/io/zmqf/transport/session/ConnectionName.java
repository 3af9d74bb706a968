package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;

/**
 * What a socket event of a handshake is about. JeroMQ's have a text for the endpoint and
 * nothing for the peer, so here the text names both.
 *
 * @param endpoint the endpoint that the connection belongs to
 * @param peer the peer's address, {@code null} where there is none
 * @param reason why the peer was not let in, empty where it was
 * @param repeats whether an event has told already that the peer was not let in
 */
public record ConnectionName(String endpoint, @Nullable String peer, String reason, boolean repeats) {

	private static final String SEPARATOR = "\n";

	private static final int PARTS = 4;

	/**
	 * Reads the text of an event.
	 * @param text what the event calls its endpoint
	 * @return the name, with the endpoint alone for all other events
	 */
	public static ConnectionName parse(String text) {
		String[] parts = text.split(SEPARATOR, PARTS);
		return (parts.length < PARTS) ? new ConnectionName(text, null, "", false) : new ConnectionName(parts[0],
				parts[1].isEmpty() ? null : parts[1], parts[3], Boolean.parseBoolean(parts[2]));
	}

	/** Read by {@link #parse}. */
	@Override
	public String toString() {
		return String.join(SEPARATOR, this.endpoint, (this.peer != null) ? this.peer : "", String.valueOf(this.repeats),
				this.reason);
	}

}

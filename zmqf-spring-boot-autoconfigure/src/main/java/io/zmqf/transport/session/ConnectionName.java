package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;

/**
 * What a socket event of a handshake is about. JeroMQ's have a text for the endpoint and
 * nothing for the peer, so here the text names both.
 *
 * @param endpoint the endpoint that the connection belongs to
 * @param peer the peer's address, {@code null} where there is none
 * @param reason why the peer was not let in, empty where it was
 */
public record ConnectionName(String endpoint, @Nullable String peer, String reason) {

	private static final char SEPARATOR = '\n';

	/**
	 * Reads the text of an event.
	 * @param text what the event calls its endpoint
	 * @return the name, with the endpoint alone for all other events
	 */
	public static ConnectionName parse(String text) {
		int first = text.indexOf(SEPARATOR);
		if (first < 0) {
			return new ConnectionName(text, null, "");
		}
		int second = text.indexOf(SEPARATOR, first + 1);
		String peer = text.substring(first + 1, second);
		return new ConnectionName(text.substring(0, first), peer.isEmpty() ? null : peer, text.substring(second + 1));
	}

	/** Read by {@link #parse}. */
	@Override
	public String toString() {
		return this.endpoint + SEPARATOR + ((this.peer != null) ? this.peer : "") + SEPARATOR + this.reason;
	}

}

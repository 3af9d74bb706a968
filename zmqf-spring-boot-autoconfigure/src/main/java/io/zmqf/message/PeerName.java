package io.zmqf.message;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The human-readable name of a peer: its announced name, its authenticated user and its
 * address. Text from the peer is escaped and truncated.
 *
 * @param name the name that the peer announces in the handshake, such as {@code
 * shop@web-1}, or {@code null} if it announces none
 * @param user the authenticated user, or {@code null} for none
 * @param address the remote address, or {@code null} inside the process
 * @since 0.1.0
 */
public record PeerName(@Nullable String name, @Nullable String user, @Nullable String address) {

	/** An unknown peer. */
	public static final PeerName UNKNOWN = new PeerName(null, null, null);

	/** The ZMTP handshake property that announces the name. */
	public static final String PROPERTY = "X-Zmqf-Name";

	/** The maximum length of an announced name in characters; the rest is ignored. */
	public static final int MAX_LENGTH = 64;

	/**
	 * Creates the name of a peer.
	 * @param announced the value of {@value #PROPERTY}, or {@code null} for none
	 * @param user the authenticated user, or {@code null} for none
	 * @param address the remote address, or {@code null} if unknown
	 * @return the name
	 */
	public static PeerName of(@Nullable String announced, @Nullable String user, @Nullable String address) {
		return new PeerName((announced != null && !announced.isBlank()) ? printable(announced) : null,
				(user != null) ? Printable.of(user) : null, address);
	}

	private static String printable(String announced) {
		return Printable.of((announced.length() > MAX_LENGTH) ? announced.substring(0, MAX_LENGTH) : announced);
	}

	/**
	 * The application of the peer.
	 * @return the announced name up to its first {@code @}, or {@code "unknown"}
	 */
	public String application() {
		if (this.name == null) {
			return "unknown";
		}
		int at = this.name.indexOf('@');
		return (at > 0) ? this.name.substring(0, at) : this.name;
	}

	/**
	 * Describes the peer for a log line.
	 * @return the known parts, separated by commas; empty if none is known
	 */
	@Override
	public String toString() {
		return Stream.of(this.name, (this.user != null) ? "user " + this.user : null, this.address)
			.filter(Objects::nonNull)
			.collect(Collectors.joining(", "));
	}

}

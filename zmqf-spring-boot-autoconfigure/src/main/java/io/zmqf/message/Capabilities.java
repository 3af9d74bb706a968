package io.zmqf.message;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The protocol extensions that a node supports. A node announces them in the properties
 * of its handshake. Messages of an extension are sent only to peers that support it.
 *
 * @param cancel {@code true} if it supports {@link ControlMessage#CANCEL}
 * @param stream {@code true} if it supports streams of items
 * @param all {@code true} if it supports requests to all workers
 * @since 0.1.0
 */
public record Capabilities(boolean cancel, boolean stream, boolean all) {

	/**
	 * The name of the handshake property. Its value lists the names of all capabilities.
	 */
	public static final String PROPERTY = "X-Zmqf";

	/** The capabilities of a peer that announces none. */
	public static final Capabilities NONE = new Capabilities(false, false, false);

	/** The capabilities of this version. */
	public static final Capabilities OWN = new Capabilities(true, true, true);

	private static final Map<String, String> OWN_PROPERTIES = OWN.properties();

	/**
	 * Parses the capabilities of a peer.
	 * @param property the value of its {@link #PROPERTY}, or {@code null} if it has none;
	 * unknown names are ignored
	 * @return the capabilities; the usual values allocate nothing
	 */
	public static Capabilities of(@Nullable String property) {
		if (property == null) {
			return NONE;
		}
		if (property.equals(OWN_PROPERTIES.get(PROPERTY))) {
			return OWN;
		}
		Set<String> names = Arrays.stream(property.split(",")).map(String::trim).collect(Collectors.toSet());
		return new Capabilities(names.contains("cancel"), names.contains("stream"), names.contains("all"));
	}

	/**
	 * Returns the handshake properties that announce the capabilities.
	 * @return {@link #PROPERTY} with its value, or an empty map if there are no
	 * capabilities
	 */
	public Map<String, String> properties() {
		String names = Stream.of(this.cancel ? "cancel" : "", this.stream ? "stream" : "", this.all ? "all" : "")
			.filter((name) -> !name.isEmpty())
			.collect(Collectors.joining(","));
		return names.isEmpty() ? Map.of() : Map.of(PROPERTY, names);
	}

}

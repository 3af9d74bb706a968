package io.zmqf.message;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a node understands beyond one request with one reply. Each says so in the
 * properties of its handshake, and is sent nothing that it has not named.
 *
 * @param cancel {@code true} if it stops a request by {@link Word#CANCEL}
 * @param stream {@code true} if it knows replies of many items
 * @param all {@code true} if it knows requests to all workers
 * @since 0.1.0
 */
public record Capabilities(boolean cancel, boolean stream, boolean all) {

	/** The name of the property, which has the names of all capabilities. */
	public static final String PROPERTY = "X-Zmqf";

	/** What a peer understands that says nothing of itself. */
	public static final Capabilities NONE = new Capabilities(false, false, false);

	/** What this version understands. */
	public static final Capabilities OWN = new Capabilities(true, true, true);

	private static final Map<String, String> OWN_PROPERTIES = OWN.properties();

	/**
	 * Reads what a peer says of itself.
	 * @param property the value of its {@link #PROPERTY}, {@code null} where it has none;
	 * names that are not known mean nothing
	 * @return its capabilities, for the usual values without creating anything
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
	 * The properties that tell peers.
	 * @return {@link #PROPERTY} with its value, nothing where nothing is understood
	 */
	public Map<String, String> properties() {
		String names = Stream.of(this.cancel ? "cancel" : "", this.stream ? "stream" : "", this.all ? "all" : "")
			.filter((name) -> !name.isEmpty())
			.collect(Collectors.joining(","));
		return names.isEmpty() ? Map.of() : Map.of(PROPERTY, names);
	}

}

package io.zmqf.actuate;

import java.util.function.Supplier;

import io.zmqf.client.RequestClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of the application, which may be another object after each start.
 *
 * @param name its name, or {@code null} for the client of {@code zmqf.client}
 * @param current a supplier of the client, or of {@code null} while it has no connection
 * @since 0.1.0
 */
public record LocalClient(@Nullable String name, Supplier<@Nullable RequestClient> current) {

	private static final String ROLE = "client";

	/**
	 * A client that the application has made by itself.
	 * @param name its name; {@code client} is that of {@code zmqf.client}
	 * @param current a supplier of the client
	 * @return the client
	 */
	public static LocalClient of(String name, Supplier<@Nullable RequestClient> current) {
		return new LocalClient(name.equals(ROLE) ? null : name, current);
	}

	/**
	 * The role of this client, which no other node of the application has.
	 * @return {@code client}, or {@code client-} and its name
	 */
	public String role() {
		return role(this.name);
	}

	/**
	 * The role of a client.
	 * @param name its name, or {@code null} for the client of {@code zmqf.client}
	 * @return {@code client}, or {@code client-} and the name
	 */
	public static String role(@Nullable String name) {
		return (name != null) ? ROLE + "-" + name : ROLE;
	}

}

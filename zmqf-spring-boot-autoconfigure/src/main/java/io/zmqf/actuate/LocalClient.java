package io.zmqf.actuate;

import java.util.function.Supplier;

import io.zmqf.client.RequestClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of the application. Its instance may be replaced at each start.
 *
 * @param name the name of the client, or {@code null} for the client of {@code
 * zmqf.client}
 * @param current supplies the client, or {@code null} while it is not open
 * @since 0.1.0
 */
public record LocalClient(@Nullable String name, Supplier<@Nullable RequestClient> current) {

	private static final String ROLE = "client";

	/**
	 * Creates the entry of a client that the application created itself.
	 * @param name the name; {@code client} stands for the client of {@code zmqf.client}
	 * @param current supplies the client
	 * @return the entry
	 */
	public static LocalClient of(String name, Supplier<@Nullable RequestClient> current) {
		return new LocalClient(name.equals(ROLE) ? null : name, current);
	}

	/**
	 * The role of this client, unique among the application's nodes.
	 * @return {@code client}, or {@code client-} and the name
	 */
	public String role() {
		return role(this.name);
	}

	/**
	 * Returns the role of a client.
	 * @param name the name, or {@code null} for the client of {@code zmqf.client}
	 * @return {@code client}, or {@code client-} and the name
	 */
	public static String role(@Nullable String name) {
		return (name != null) ? ROLE + "-" + name : ROLE;
	}

}

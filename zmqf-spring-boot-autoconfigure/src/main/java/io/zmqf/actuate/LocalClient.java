package io.zmqf.actuate;

import java.util.function.Supplier;

import io.zmqf.client.RequestClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of the application, which may be another object after each start.
 *
 * @param name its name
 * @param current gives the client, {@code null} before it is first used
 */
public record LocalClient(String name, Supplier<@Nullable RequestClient> current) {

	/** The name of the client that is injected where none is named. */
	public static final String DEFAULT_NAME = "client";

	/**
	 * Its name among all roles of the application.
	 * @return {@code client}, or {@code client-} and its name where it has one of its own
	 */
	public String role() {
		return this.name.equals(DEFAULT_NAME) ? DEFAULT_NAME : DEFAULT_NAME + "-" + this.name;
	}

}

package io.zmqf.worker;

import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The signature of a handler.
 *
 * @param parameter the type of the request's data, or {@code null} if there is none or it
 * is unknown
 * @param result the type of the reply's data or of its items, or {@code null} if it is
 * unknown
 * @param roles the roles of which a caller needs one; empty if all callers are permitted
 * @param stream {@code true} if the reply can be a stream of items
 * @since 0.1.0
 */
public record HandlerSignature(@Nullable Type parameter, @Nullable Type result, List<String> roles, boolean stream) {

	/** The unknown signature. */
	public static final HandlerSignature UNKNOWN = new HandlerSignature(null, null, List.of(), false);

	public HandlerSignature {
		roles = List.copyOf(roles);
	}

}

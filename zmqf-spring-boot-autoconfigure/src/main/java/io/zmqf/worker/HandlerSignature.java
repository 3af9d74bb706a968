package io.zmqf.worker;

import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a handler takes and gives.
 *
 * @param parameter the type of the request's data, {@code null} where it takes none or
 * does not say
 * @param result the type of the reply's data, or of its items; {@code null} where it does
 * not say
 * @param roles the roles of which a sender needs one, none for everybody
 * @param stream {@code true} if the reply can have many items
 * @since 0.1.0
 */
public record HandlerSignature(@Nullable Type parameter, @Nullable Type result, List<String> roles, boolean stream) {

	/** Of a handler that says nothing. */
	public static final HandlerSignature UNKNOWN = new HandlerSignature(null, null, List.of(), false);

	public HandlerSignature {
		roles = List.copyOf(roles);
	}

}

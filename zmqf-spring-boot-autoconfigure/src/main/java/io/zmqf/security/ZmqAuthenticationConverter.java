package io.zmqf.security;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Converts a request to the authentication of its sender. A bean of this type replaces
 * {@link ZmqAuthenticationToken#of the default}, the authenticated peer of the
 * connection.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqAuthenticationConverter {

	/**
	 * Converts a request.
	 * @param request the request
	 * @return the authentication of the sender, or {@code null} if the sender is unknown
	 * @throws AuthenticationException if the request claims a sender without proof; the
	 * request is forbidden then
	 */
	@Nullable Authentication convert(Message request);

}

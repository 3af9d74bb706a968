package io.zmqf.security;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Finds out who has sent a request, for Spring Security. A bean of this type takes the
 * place of {@link ZmqAuthenticationToken#of the sender that the connection has proved}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqAuthenticationConverter {

	/**
	 * The sender of a request.
	 * @param request the request
	 * @return the sender, {@code null} where nobody knows
	 * @throws AuthenticationException if the request claims a sender that it can't prove;
	 * it is forbidden then
	 */
	@Nullable Authentication convert(Message request);

}

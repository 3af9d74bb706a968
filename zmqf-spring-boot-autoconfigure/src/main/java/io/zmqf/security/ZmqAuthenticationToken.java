package io.zmqf.security;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.message.Message;
import io.zmqf.message.ZmqPrincipal;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * The authentication of a sender whose identity was verified in its connection's
 * handshake. Each role is an authority, as it is and with the prefix {@code ROLE_}.
 *
 * @since 0.1.0
 */
public final class ZmqAuthenticationToken extends AbstractAuthenticationToken {

	private static final String ROLE_PREFIX = "ROLE_";

	private final ZmqPrincipal principal;

	/**
	 * Creates the authentication of a sender.
	 * @param principal the sender
	 */
	public ZmqAuthenticationToken(ZmqPrincipal principal) {
		super(authorities(principal));
		this.principal = principal;
		setAuthenticated(true);
	}

	/**
	 * Creates the authentication of a request's sender.
	 * @param request a request that was passed to a handler
	 * @return the authentication, or {@code null} if the connection was not authenticated
	 */
	public static @Nullable ZmqAuthenticationToken of(Message request) {
		ZmqPrincipal sender = ZmqPrincipal.of(request.headers());
		return (sender != null) ? new ZmqAuthenticationToken(sender) : null;
	}

	private static List<GrantedAuthority> authorities(ZmqPrincipal principal) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		for (String role : principal.roles()) {
			authorities.add(new SimpleGrantedAuthority(role));
			if (!role.startsWith(ROLE_PREFIX)) {
				authorities.add(new SimpleGrantedAuthority(ROLE_PREFIX + role));
			}
		}
		return authorities;
	}

	@Override
	public ZmqPrincipal getPrincipal() {
		return this.principal;
	}

	@Override
	public @Nullable Object getCredentials() {
		return null;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other);
	}

	@Override
	public int hashCode() {
		return super.hashCode();
	}

}

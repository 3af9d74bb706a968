package io.zmqf.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.PlainUsers;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/** The users of properties, for authentication by password. */
final class ConfiguredUsers implements PlainUsers {

	private static final String PREFIX = "zmqf.security.server.users.";

	private final Map<String, ConfiguredUser> users = new HashMap<>();

	ConfiguredUsers(Map<String, SecurityProperties.User> users) {
		users.forEach((name, user) -> {
			if (!StringUtils.hasText(user.password())) {
				throw new PropertyException(PREFIX + name + ".password", null, "is not set",
						"Set it, or remove the user.");
			}
			this.users.put(name, new ConfiguredUser(PropertyValidation.peer(PREFIX + name, name, user.roles(), null),
					user.password().getBytes(StandardCharsets.UTF_8)));
		});
	}

	@Override
	public @Nullable Peer authenticate(String user, String password) {
		ConfiguredUser configured = this.users.get(user);
		boolean right = MessageDigest.isEqual((configured != null) ? configured.password : new byte[0],
				password.getBytes(StandardCharsets.UTF_8));
		return (configured != null && right) ? configured.peer : null;
	}

	private record ConfiguredUser(Peer peer, byte[] password) {
	}

}

package io.zmqf.transport.security;

import org.jspecify.annotations.Nullable;

/**
 * Authenticates users for PLAIN. This mechanism does not encrypt: whoever can read the
 * network traffic learns the passwords and all data.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PlainUsers {

	/**
	 * Checks a password. Called on a thread that may block. An exception rejects the
	 * client.
	 * @param user the user name from the client
	 * @param password the password from the client
	 * @return the peer, without a key, or {@code null} to reject the client
	 */
	@Nullable Peer authenticate(String user, String password);

}

package io.zmqf.transport.security;

import org.jspecify.annotations.Nullable;

/**
 * Knows users and their passwords, for the mechanism PLAIN, which encrypts nothing: who
 * can listen to the network learns the password and everything else.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PlainUsers {

	/**
	 * Checks a password; on a thread that may wait for a while. What it throws is taken
	 * for a refusal.
	 * @param user the name that a client gives
	 * @param password the password that it gives
	 * @return who that is, without a key, or {@code null} to refuse
	 */
	@Nullable Peer authenticate(String user, String password);

}

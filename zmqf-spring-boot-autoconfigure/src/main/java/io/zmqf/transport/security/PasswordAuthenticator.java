package io.zmqf.transport.security;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Checks passwords away from the I/O threads, since that may take as long as a good hash
 * does. Those that can't be checked in time are refused for now. A thread that has
 * nothing to do ends soon.
 */
final class PasswordAuthenticator {

	private static final int QUEUE = 256;

	private static final int MAX_NAME = 64;

	private static final Executor THREAD = threads();

	private PasswordAuthenticator() {
	}

	private static Executor threads() {
		ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE),
				(task) -> {
					Thread thread = new Thread(task, "zmqf-passwords");
					thread.setDaemon(true);
					return thread;
				});
		one.allowCoreThreadTimeOut(true);
		return one;
	}

	static CompletableFuture<AuthenticationResult> check(PlainUsers users, @Nullable String role, String user,
			String password) {
		try {
			return CompletableFuture.supplyAsync(() -> verdict(users.authenticate(user, password), role, user), THREAD);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture
				.completedFuture(AuthenticationResult.later("too many passwords were to be checked at once"));
		}
	}

	private static AuthenticationResult verdict(@Nullable Peer peer, @Nullable String role, String user) {
		return (peer != null) ? AuthenticationResult.about(peer, role) : AuthenticationResult
			.refused("the user '" + printable(user) + "' is not known, or the password is wrong");
	}

	/** A name that a stranger chose must not write into the log what it likes. */
	private static String printable(String name) {
		StringBuilder text = new StringBuilder();
		name.codePoints().limit(MAX_NAME).forEach((c) -> text.appendCodePoint(isPrintable(c) ? c : '?'));
		return text.toString();
	}

	private static boolean isPrintable(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}

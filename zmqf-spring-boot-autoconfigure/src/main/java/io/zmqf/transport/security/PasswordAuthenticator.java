package io.zmqf.transport.security;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.zmqf.concurrent.DaemonThread;
import io.zmqf.concurrent.FairQueue;
import io.zmqf.zmtp.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Checks passwords on a separate thread, because a good hash takes long and must not
 * delay I/O threads. The origins of waiting checks take turns. If the queue is full, the
 * origin with the most checks makes room. A check without room is rejected temporarily.
 * An idle thread ends after a few seconds.
 */
final class PasswordAuthenticator {

	private static final int MAX_WAITING = 256;

	private static final int MAX_NAME = 64;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

	/** Guarded by its own monitor. */
	private static final FairQueue<Object, Check> WAITING = new FairQueue<>();

	private static final Executor THREAD = thread();

	private record Check(PlainUsers users, @Nullable String role, Credentials.Plain claimed,
			CompletableFuture<AuthenticationResult> verdict) {

		void run() {
			try {
				Peer peer = this.users.authenticate(this.claimed.username(), this.claimed.password());
				this.verdict.complete(about(peer, this.role, this.claimed.username()));
			}
			catch (Throwable ex) {
				this.verdict.completeExceptionally(ex);
			}
		}

	}

	private PasswordAuthenticator() {
	}

	/**
	 * Creates the executor. One task runs all waiting checks, so that one queued task
	 * suffices.
	 */
	private static Executor thread() {
		ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1),
				(task) -> DaemonThread.of(task, "zmqf-passwords"), new ThreadPoolExecutor.DiscardPolicy());
		one.allowCoreThreadTimeOut(true);
		return one;
	}

	/** Queues a check. If the result is cancelled, the check leaves the queue at once. */
	static CompletableFuture<AuthenticationResult> check(PlainUsers users, @Nullable String role,
			Credentials.Plain claimed, Object origin) {
		AuthenticationResult later = AuthenticationResult
			.temporaryFailure("too many passwords were waiting to be verified");
		Check check = new Check(users, role, claimed, new CompletableFuture<>());
		FairQueue.Place<Check> displaced = null;
		synchronized (WAITING) {
			if (WAITING.size() >= MAX_WAITING) {
				displaced = WAITING.displacedBy(origin, 1);
				if (displaced == null) {
					return CompletableFuture.completedFuture(later);
				}
				WAITING.remove(displaced);
			}
			FairQueue.Place<Check> place = WAITING.add(origin, check, 1);
			CompletableFuture<?> unused = check.verdict.whenComplete((verdict, ex) -> leave(place));
		}
		if (displaced != null) {
			displaced.item().verdict.complete(later);
		}
		try {
			THREAD.execute(PasswordAuthenticator::checkAll);
		}
		catch (Throwable ex) { // no thread is available
			check.verdict.completeExceptionally(ex);
		}
		return check.verdict;
	}

	private static void leave(FairQueue.Place<Check> place) {
		synchronized (WAITING) {
			WAITING.remove(place);
		}
	}

	private static void checkAll() {
		for (Check next; (next = next()) != null;) {
			next.run();
		}
	}

	private static @Nullable Check next() {
		synchronized (WAITING) {
			return WAITING.poll();
		}
	}

	private static AuthenticationResult about(@Nullable Peer peer, @Nullable String role, String user) {
		return (peer != null) ? AuthenticationResult.about(peer, role) : AuthenticationResult
			.refused("the user '" + printable(user) + "' is unknown, or the password is wrong");
	}

	/**
	 * Replaces unprintable characters of a user name, so that a stranger cannot forge log
	 * lines.
	 */
	private static String printable(String name) {
		int end = name.offsetByCodePoints(0, Math.min(MAX_NAME, name.codePointCount(0, name.length())));
		return UNPRINTABLE.matcher(name.substring(0, end)).replaceAll("?");
	}

}

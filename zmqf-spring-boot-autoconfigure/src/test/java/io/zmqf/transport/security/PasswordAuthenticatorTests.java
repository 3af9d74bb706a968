package io.zmqf.transport.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqf.zmtp.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(90)
class PasswordAuthenticatorTests {

	private static final int QUEUE = 256;

	private static final AuthenticationResult LATER = AuthenticationResult
		.temporaryFailure("too many passwords were waiting to be verified");

	@Test
	void passwordsWaitInANumberThatIsBoundedAndTheNextComesBackLater() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		ServerSecurity security = new ServerSecurity.Plain((user, password) -> {
			begun.countDown();
			awaitEnd(end);
			return new Peer(user, Set.of(), null);
		});
		List<CompletableFuture<AuthenticationResult>> taken = new ArrayList<>();
		taken.add(authenticate(security));
		begun.await();
		for (int i = 0; i < QUEUE; i++) {
			taken.add(authenticate(security));
		}
		assertThat(taken).noneMatch(CompletableFuture::isDone);
		assertThat(authenticate(security)).isCompletedWithValue(LATER);
		end.countDown();
		assertThat(taken).extracting((verdict) -> verdict.get(30, TimeUnit.SECONDS).status()).containsOnly(200);
		assertThat(authenticate(security).orTimeout(30, TimeUnit.SECONDS).join().status()).isEqualTo(200);
	}

	@Test
	void originsTakeTurnsAndCancelledChecksAreSkipped() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Queue<String> checked = new ConcurrentLinkedQueue<>();
		ServerSecurity security = new ServerSecurity.Plain((user, password) -> {
			checked.add(user);
			begun.countDown();
			awaitEnd(end);
			return new Peer(user, Set.of(), null);
		});
		authenticate(security, "first", "there");
		begun.await();
		List<CompletableFuture<AuthenticationResult>> strangers = new ArrayList<>();
		for (int i = 0; i < QUEUE; i++) {
			strangers.add(authenticate(security, "stranger " + i, "there"));
		}
		CompletableFuture<AuthenticationResult> shop = authenticate(security, "shop", "here");
		assertThat(shop).isNotDone();
		assertThat(strangers.remove(QUEUE - 1)).as("makes room").isCompletedWithValue(LATER);
		for (CompletableFuture<AuthenticationResult> gone : strangers.subList(1, strangers.size())) {
			gone.cancel(false);
		}
		CompletableFuture<AuthenticationResult> last = authenticate(security, "last", "there");
		end.countDown();
		assertThat(last.orTimeout(30, TimeUnit.SECONDS).join().status()).isEqualTo(200);
		assertThat(shop.join().status()).isEqualTo(200);
		assertThat(checked).containsExactly("first", "stranger 0", "shop", "last");
	}

	private static CompletableFuture<AuthenticationResult> authenticate(ServerSecurity security) {
		return authenticate(security, "shop", "here");
	}

	private static CompletableFuture<AuthenticationResult> authenticate(ServerSecurity security, String user,
			String origin) {
		return security.authenticate(new Credentials.Plain(user, ""), origin);
	}

	private static void awaitEnd(CountDownLatch end) {
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

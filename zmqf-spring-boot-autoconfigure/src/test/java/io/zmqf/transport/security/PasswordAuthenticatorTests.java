package io.zmqf.transport.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqf.zmtp.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(90)
class PasswordAuthenticatorTests {

	private static final int QUEUE = 256;

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
		taken.add(ask(security));
		begun.await();
		for (int i = 0; i < QUEUE; i++) {
			taken.add(ask(security));
		}
		assertThat(taken).noneMatch(CompletableFuture::isDone);
		assertThat(ask(security))
			.isCompletedWithValue(AuthenticationResult.later("too many passwords were to be checked at once"));
		end.countDown();
		assertThat(taken).extracting((verdict) -> verdict.get(30, TimeUnit.SECONDS).status()).containsOnly(200);
		assertThat(ask(security).orTimeout(30, TimeUnit.SECONDS).join().status()).isEqualTo(200);
	}

	private static CompletableFuture<AuthenticationResult> ask(ServerSecurity security) {
		return security.authenticate(new Credentials.Plain("shop", ""));
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

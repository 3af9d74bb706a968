package io.zmqf.transport.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Identities, the loss of peers, and connecting again. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.zmqf.transport.contract.TransportKind#routes")
class PeersContractTests extends TransportContract {

	PeersContractTests(TransportKind.Route route) {
		super(route);
	}

	@Test
	void aRouterSeesAnnouncedIdentitiesAndMakesOthersThatDiffer() throws InterruptedException {
		RecordingSocket router = router();
		Endpoint endpoint = router.start();
		Set<String> identities = new HashSet<>();
		connected(dealer(endpoint, "announced")).sent("hello");
		identities.add(router.text().get(0));
		assertThat(identities).containsExactly("announced");
		for (int i = 0; i < 20; i++) {
			connected(dealer(endpoint)).sent("hello");
			identities.add(router.text().get(0));
		}
		assertThat(identities).hasSize(21).doesNotContain("");
	}

	@Test
	void eachPeerReceivesItsOwnMessages() throws InterruptedException {
		Endpoint endpoint = router().echo().start();
		List<RecordingSocket> dealers = List.of(connected(dealer(endpoint, "a")), connected(dealer(endpoint)),
				connected(dealer(endpoint, "c")), connected(dealer(endpoint)));
		for (int round = 0; round < 200; round++) {
			for (int i = 0; i < dealers.size(); i++) {
				dealers.get(i).sent(i + " " + round);
			}
		}
		for (int i = 0; i < dealers.size(); i++) {
			for (int round = 0; round < 200; round++) {
				assertThat(dealers.get(i).text()).containsExactly(i + " " + round);
			}
		}
	}

	@Test
	void aPeersMessagesComeBeforeTheNoticeOfItsLoss() throws InterruptedException {
		this.route.kind().assume(TransportKind.Ability.PEER_LOSS);
		RecordingSocket router = router(free(), SocketSettings::withPeerLoss);
		RecordingSocket brief = connected(dealer(router.start(), "brief"));
		router.forget();
		brief.run(() -> {
			for (int i = 0; i < 100; i++) {
				brief.loop().send(new byte[][] { RecordingSocket.bytes("m" + i) });
			}
		});
		brief.loop().close();
		for (int i = 0; i < 100; i++) {
			assertThat(router.next()).isEqualTo("m" + i);
		}
		assertThat(router.next()).isEqualTo("gone brief");
		assertThat(router.send("brief", "nobody")).isNotEqualTo(SendResult.SENT);
	}

	@Test
	void lossesArePublishedOnlyIfRequested() throws InterruptedException {
		RecordingSocket router = router();
		Endpoint endpoint = router.start();
		RecordingSocket brief = connected(dealer(endpoint, "brief"));
		brief.sent("hello");
		router.message();
		brief.loop().close();
		await().pollInSameThread().until(() -> router.send("brief", "nobody") == SendResult.UNROUTABLE);
		connected(dealer(endpoint)).sent("after");
		assertThat(router.text()).endsWith("after");
		assertThat(router.order()).doesNotContain("gone brief");
	}

	@Test
	void messagesOfAPeerPrecedeTheNoticeOfItsLoss() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start()));
		dealer.sent("hello");
		String identity = router.text().get(0);
		dealer.run(() -> dealer.loop().pauseReading(true));
		router.run(() -> {
			for (int i = 0; i < 100; i++) {
				router.loop().send(new byte[][] { RecordingSocket.bytes(identity), RecordingSocket.bytes("m" + i) });
			}
		});
		dealer.forget();
		router.loop().close();
		dealer.loop().execute(() -> dealer.loop().pauseReading(false));
		for (int i = 0; i < 100; i++) {
			assertThat(dealer.next()).isEqualTo("m" + i);
		}
		dealer.awaitNotice("disconnected");
		assertThat(dealer.loop().isConnected()).isFalse();
	}

	@Test
	void aPeerThatIsRestartedIsFoundAgain() throws InterruptedException {
		RecordingSocket first = router().echo();
		Endpoint endpoint = first.start();
		RecordingSocket dealer = connected(dealer(endpoint));
		assertEcho(dealer, "one");
		for (int restart = 0; restart < 3; restart++) {
			RecordingSocket former = first;
			former.loop().close();
			dealer.awaitNotice("disconnected");
			first = router(endpoint, (settings) -> settings).echo();
			first.start();
			dealer.awaitNotice("connected");
			assertEcho(dealer, "again");
		}
	}

	@Test
	void aPeerIsFoundThatIsBoundLater() throws InterruptedException {
		Endpoint endpoint = free();
		RecordingSocket dealer = dealer(endpoint);
		dealer.start();
		dealer.run(() -> {
		});
		assertThat(dealer.loop().isConnected()).isFalse();
		router(endpoint, (settings) -> settings).echo().start();
		dealer.awaitNotice("connected");
		assertThat(dealer.loop().isConnected()).isTrue();
		assertEcho(dealer, "late");
	}

	@Test
	void nothingThatWasForOnePeerReachesTheNext() throws InterruptedException {
		RecordingSocket first = router();
		Endpoint endpoint = first.start();
		RecordingSocket dealer = connected(dealer(endpoint));
		first.run(() -> first.loop().pauseReading(true));
		for (int i = 0; i < 50; i++) {
			dealer.send("for the first");
		}
		first.loop().close();
		dealer.awaitNotice("disconnected");
		RecordingSocket second = router(endpoint, (settings) -> settings);
		second.start();
		dealer.awaitNotice("connected");
		dealer.sent("for the second");
		assertThat(second.text()).endsWith("for the second");
		assertThat(second.messages()).isEmpty();
	}

	@Test
	void reconnectingOpensAnotherConnection() throws InterruptedException {
		RecordingSocket router = router().echo();
		RecordingSocket dealer = connected(dealer(router.start()));
		dealer.sent("one");
		String before = router.text().get(0);
		dealer.text();
		dealer.run(() -> dealer.loop().reconnect());
		dealer.awaitNotice("open");
		dealer.awaitNotice("connected");
		dealer.sent("two");
		assertThat(router.text().get(0)).isNotEqualTo(before);
		assertThat(dealer.text()).containsExactly("two");
	}

	@Test
	void reconnectedPeerReceivesLaterRepliesOfItsIdentity() throws InterruptedException {
		RecordingSocket router = router(free(), SocketSettings::withPeerLoss);
		Endpoint endpoint = router.start();
		RecordingSocket former = connected(dealer(endpoint, "same"));
		former.sent("one");
		assertThat(router.text()).containsExactly("same", "one");
		RecordingSocket back = connected(dealer(endpoint, "same"));
		back.sent("two");
		assertThat(router.text()).containsExactly("same", "two");
		assertThat(router.send("same", "reply")).isEqualTo(SendResult.SENT);
		assertThat(back.text()).containsExactly("reply");
		assertThat(former.messages()).isEmpty();
	}

	@Test
	void manyPeersComeAndGoAndTheRouterKeepsNone() throws InterruptedException {
		this.route.kind().assume(TransportKind.Ability.PEER_LOSS);
		RecordingSocket router = router(free(), SocketSettings::withPeerLoss);
		router.echo();
		Endpoint endpoint = router.start();
		for (int i = 0; i < 50; i++) {
			String identity = "p" + i;
			RecordingSocket dealer = connected(dealer(endpoint, identity));
			assertEcho(dealer, "hello");
			dealer.loop().close();
			router.awaitNotice("gone " + identity);
			assertThat(router.send(identity, "nobody")).isNotEqualTo(SendResult.SENT);
		}
		assertThat(router.order().poll(0, TimeUnit.SECONDS)).isNull();
	}

}

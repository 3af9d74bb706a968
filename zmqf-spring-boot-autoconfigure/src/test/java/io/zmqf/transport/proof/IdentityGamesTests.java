package io.zmqf.transport.proof;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.support.BlockingPeer;
import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.zmtp.curve.CurveKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Peers that announce the routing ids of others never receive their replies. {@code
 * -Dzmqf.identities=100000} sets the number of attempts.
 */
@Timeout(1800)
@ParameterizedClass(name = "CURVE: {0}")
@ValueSource(booleans = { false, true })
class IdentityGamesTests {

	private static final int TRIES = Integer.getInteger("zmqf.identities", 400);

	private static final int THIEVES = 40;

	private static final byte[] NONE = {};

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final BlockingQueue<byte[][]> received = new LinkedBlockingQueue<>();

	private final @Nullable CurveKey key;

	private final SocketLoop router;

	private final List<BlockingPeer> peers = new ArrayList<>();

	private Endpoint endpoint = Endpoint.parse("tcp://127.0.0.1:0");

	IdentityGamesTests(boolean curve) {
		CurveKeyPair keys = CurveKeyPair.generate();
		this.key = curve ? keys.publicKey() : null;
		SocketSettings settings = SocketSettings.binding(SocketSettings.Type.ROUTER, this.endpoint).withPeerLoss();
		this.router = this.transport.create("router",
				curve ? settings.withSecurity(new ServerSecurity.Curve(keys, AuthorisedClients.anyClient(List.of())))
						: settings,
				this.received::add);
	}

	@BeforeEach
	void open() {
		this.endpoint = this.router.start();
	}

	@AfterEach
	void close() {
		this.peers.forEach(BlockingPeer::close);
		this.transport.close();
	}

	private BlockingPeer connect(byte[] identity, CurveKeys keys) throws IOException {
		BlockingPeer peer = BlockingPeer.connect(this.endpoint, identity, this.key, keys);
		this.peers.add(peer);
		return peer;
	}

	/** Returns the routing id of the peer at the router. */
	private byte[] idOf(BlockingPeer peer) throws Exception {
		peer.send(new byte[] { 1 });
		byte[][] frames = this.received.poll(30, TimeUnit.SECONDS);
		assertThat(frames).isNotNull();
		return frames[0];
	}

	private SendResult reply(byte[] id, String text) {
		return this.router
			.query(() -> this.router.send(new byte[][] { id, text.getBytes(StandardCharsets.US_ASCII) }),
					SendResult.UNROUTABLE)
			.join();
	}

	private static String textOf(byte[][] frames) {
		return new String(frames[0], StandardCharsets.US_ASCII);
	}

	@Test
	void anIdThatTheRouterMadeCanNotBeAnnounced() throws Exception {
		CurveKeys victimsKeys = CurveKeys.generate();
		CurveKeys thiefsKeys = CurveKeys.generate();
		BlockingPeer victim = connect(NONE, victimsKeys);
		byte[] id = idOf(victim);
		Random random = new Random(1);
		for (int i = 0; i < TRIES; i++) {
			byte[] announced = switch (i % 6) {
				case 0 -> id;
				case 1 -> nonZero(Arrays.copyOfRange(id, 1, id.length));
				case 2 -> Arrays.copyOf(id, id.length + 1);
				case 3 -> counted(i);
				case 4 -> new byte[] { 0, (byte) random.nextInt() };
				default -> random(random, 1 + random.nextInt(200));
			};
			if (announced[0] == 0) {
				announceByHand(announced);
			}
			else {
				try (BlockingPeer thief = BlockingPeer.connect(this.endpoint, announced, this.key, thiefsKeys)) {
					assertThat(idOf(thief)).isEqualTo(announced).isNotEqualTo(id);
				}
			}
			this.received.clear();
			assertThat(reply(id, "for the victim " + i)).isEqualTo(SendResult.SENT);
			assertThat(textOf(victim.receive())).isEqualTo("for the victim " + i);
		}
	}

	/** Announces an invalid id, without encryption. */
	private void announceByHand(byte[] id) throws IOException {
		if (this.key != null) {
			return;
		}
		byte[] ready = Zmtp.command("READY",
				Zmtp.concat(new byte[] { 11 }, Zmtp.ascii("Socket-Type"), new byte[] { 0, 0, 0, 6 },
						Zmtp.ascii("DEALER"), new byte[] { 8 }, Zmtp.ascii("Identity"),
						new byte[] { 0, 0, 0, (byte) id.length }, id));
		try (Socket thief = Zmtp.connect(this.endpoint)) {
			thief.getOutputStream().write(Zmtp.concat(Zmtp.greeting(), ready, Zmtp.frame(new byte[] { 1 }, false)));
			assertThat(Zmtp.isClosedByPeer(thief, 40_000)).isTrue();
		}
	}

	private static byte[] counted(int number) {
		return new byte[] { 0, (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number };
	}

	private static byte[] nonZero(byte[] bytes) {
		bytes[0] |= 1;
		return bytes;
	}

	private static byte[] random(Random random, int length) {
		byte[] bytes = new byte[length];
		random.nextBytes(bytes);
		bytes[0] |= 1;
		return bytes;
	}

	@Test
	void idsThatTheRouterMakesAreNoCounter() throws Exception {
		Set<String> ids = new HashSet<>();
		long changed = 0;
		byte[] before = idOf(connect(NONE, CurveKeys.generate()));
		for (int i = 0; i < 30; i++) {
			byte[] id = idOf(connect(NONE, CurveKeys.generate()));
			ids.add(Arrays.toString(id));
			assertThat(id.length).isGreaterThanOrEqualTo(9);
			for (int j = 1; j < id.length; j++) {
				changed += (id[j] != before[j]) ? 1 : 0;
			}
			before = id;
		}
		assertThat(ids).hasSize(30);
		assertThat(changed).isGreaterThan(30 * 6);
	}

	@Test
	void anAnnouncedIdThatIsInUseIsTakenOverByItsUserAlone() throws Exception {
		Assumptions.assumeTrue(this.key != null, "without authentication, announced ids are handed over");
		CurveKeys victimsKeys = CurveKeys.generate();
		byte[] id = "worker".getBytes(StandardCharsets.US_ASCII);
		BlockingPeer victim = connect(id, victimsKeys);
		assertThat(idOf(victim)).isEqualTo(id);
		ExecutorService thieves = Executors.newFixedThreadPool(THIEVES);
		List<Future<Boolean>> stolen = new ArrayList<>();
		for (int i = 0; i < TRIES; i++) {
			stolen.add(thieves.submit(() -> steals(id)));
			if (i % THIEVES == 0) {
				assertThat(reply(id, "for the victim " + i)).isEqualTo(SendResult.SENT);
				assertThat(textOf(victim.receive())).isEqualTo("for the victim " + i);
			}
		}
		for (Future<Boolean> each : stolen) {
			assertThat(each.get()).isFalse();
		}
		thieves.shutdown();
		assertThat(reply(id, "for the victim")).isEqualTo(SendResult.SENT);
		assertThat(textOf(victim.receive())).isEqualTo("for the victim");
		BlockingPeer back = connect(id, victimsKeys);
		assertThat(idOf(back)).isEqualTo(id);
		assertThat(reply(id, "for who came back")).isEqualTo(SendResult.SENT);
		assertThat(textOf(back.receive())).isEqualTo("for who came back");
	}

	/** Whether a peer with other keys receives messages for the id. */
	private boolean steals(byte[] id) {
		try (BlockingPeer thief = BlockingPeer.connect(this.endpoint, id, this.key, CurveKeys.generate())) {
			thief.receive();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void anAnnouncedIdIsInUseUntilTheLossOfItsPeerIsKnown() throws Exception {
		Assumptions.assumeTrue(this.key != null, "without authentication, announced ids are handed over");
		byte[] id = "worker".getBytes(StandardCharsets.US_ASCII);
		BlockingPeer victim = connect(id, CurveKeys.generate());
		assertThat(idOf(victim)).isEqualTo(id);
		pauseReading(true);
		victim.send(new byte[] { 2 });
		victim.close();
		await().until(() -> reply(id, "for the victim") == SendResult.UNROUTABLE);
		CompletableFuture<Boolean> stolen = CompletableFuture.supplyAsync(() -> steals(id));
		await().until(() -> stolen.isDone() || reply(id, "for the victim") == SendResult.SENT);
		assertThat(stolen.get()).isFalse();
		pauseReading(false);
		assertThat(this.received.poll(30, TimeUnit.SECONDS)).isNotNull();
		await().ignoreExceptions().until(() -> {
			connect(id, CurveKeys.generate());
			return reply(id, "for who came later") == SendResult.SENT;
		});
	}

	private void pauseReading(boolean paused) {
		this.router.query(() -> {
			this.router.pauseReading(paused);
			return paused;
		}, paused).join();
	}

	@Test
	void handoverSendsNoReplyOfTheFormerConnectionToAnotherPeer() throws Exception {
		CurveKeys keys = CurveKeys.generate();
		byte[] id = "returning".getBytes(StandardCharsets.US_ASCII);
		BlockingPeer bystander = connect("bystander".getBytes(StandardCharsets.US_ASCII), CurveKeys.generate());
		idOf(bystander);
		BlockingPeer current = connect(id, keys);
		assertThat(idOf(current)).isEqualTo(id);
		for (int i = 0; i < TRIES / 4; i++) {
			assertThat(reply(id, "before " + i)).isEqualTo(SendResult.SENT);
			BlockingPeer next = connect(id, keys);
			assertThat(idOf(next)).isEqualTo(id);
			assertThat(reply(id, "after " + i)).isEqualTo(SendResult.SENT);
			assertThat(textOf(next.receive())).isEqualTo("after " + i);
			current.close();
			current = next;
			assertThat(reply("bystander".getBytes(StandardCharsets.US_ASCII), "own " + i)).isEqualTo(SendResult.SENT);
			assertThat(textOf(bystander.receive())).isEqualTo("own " + i);
		}
	}

	@Test
	void idsOfEachLengthAreKeptApart() throws Exception {
		byte[] longest = new byte[(this.key != null) ? 200 : 255];
		Arrays.fill(longest, (byte) 'x');
		List<byte[]> ids = List.of(new byte[] { 1 }, new byte[] { 1, 0 }, new byte[] { (byte) 0xff }, longest,
				Arrays.copyOf(longest, longest.length - 1));
		List<BlockingPeer> each = new ArrayList<>();
		for (byte[] id : ids) {
			BlockingPeer peer = connect(id, CurveKeys.generate());
			assertThat(idOf(peer)).isEqualTo(id);
			each.add(peer);
		}
		for (int i = 0; i < ids.size(); i++) {
			assertThat(reply(ids.get(i), "reply " + i)).isEqualTo(SendResult.SENT);
		}
		for (int i = 0; i < ids.size(); i++) {
			assertThat(textOf(each.get(i).receive())).isEqualTo("reply " + i);
		}
	}

}

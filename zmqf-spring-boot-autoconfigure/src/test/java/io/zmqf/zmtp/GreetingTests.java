package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

import io.zmqf.zmtp.FrameDecoder.Result;
import io.zmqf.zmtp.Handshake.State;
import io.zmqf.zmtp.ZmtpException.Reason;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.CurveServer;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainClient;
import io.zmqf.zmtp.mechanism.PlainServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The bytes of greetings, as RFC 23, 37 and 15 have them. */
class GreetingTests {

	private static final HexFormat HEX = HexFormat.of();

	private static final String SIGNATURE = "ff00000000000000007f";

	private static final String NULL_3_1 = SIGNATURE + "03014e554c4c" + "00".repeat(48);

	private static final String READY = "0429" + "055245414459" + "0b536f636b65742d54797065" + "00000006524f55544552"
			+ "084964656e74697479" + "00000000";

	private final Handshake handshake = with(new NullMechanism());

	private static Handshake with(Mechanism mechanism) {
		return new Handshake(Pair.metadata(SocketType.DEALER, "me"), mechanism);
	}

	private static State receive(Handshake handshake, String hex) {
		return handshake.receive(ByteBuffer.wrap(HEX.parseHex(hex)));
	}

	private static String output(Handshake handshake) {
		ByteBuffer output = ByteBuffer.allocate(1000);
		assertThat(handshake.write(output)).isTrue();
		return HEX.formatHex(output.array(), 0, output.position());
	}

	@Test
	void greetsAsRfc23AndReadiesAsNull() {
		assertThat(output(this.handshake)).isEqualTo(SIGNATURE + "03");
		assertThat(receive(this.handshake, SIGNATURE)).isEqualTo(State.IN_PROGRESS);
		assertThat(output(this.handshake)).isEmpty();
		receive(this.handshake, "03");
		assertThat(output(this.handshake)).isEqualTo("01" + "4e554c4c" + "00".repeat(48));
		receive(this.handshake, NULL_3_1.substring(22));
		assertThat(output(this.handshake)).isEqualTo("042b" + "055245414459" + "0b536f636b65742d54797065"
				+ "000000064445414c4552" + "084964656e74697479" + "000000026d65");
		assertThat(receive(this.handshake, READY)).isEqualTo(State.DONE);
		assertThat(this.handshake.version()).isEqualTo(ZmtpVersion.ZMTP_3_1);
		assertThat(this.handshake.peer().socketType()).isEqualTo(SocketType.ROUTER);
	}

	@Test
	void leavesDataAfterTheHandshakeToTheDecoder() {
		ByteBuffer input = ByteBuffer.wrap(HEX.parseHex(NULL_3_1 + READY + "000161"));
		assertThat(this.handshake.receive(input)).isEqualTo(State.DONE);
		assertThat(input.remaining()).isEqualTo(3);
		FrameDecoder decoder = this.handshake.decoder(Pair.LIMITS, null);
		assertThat(decoder.decode(input)).isEqualTo(Result.MESSAGE);
		assertThat(decoder.message()).isDeepEqualTo(new byte[][] { { 'a' } });
	}

	@ParameterizedTest
	@CsvSource({ "0300, ZMTP_3_0", "0301, ZMTP_3_1", "0302, ZMTP_3_1", "0400, ZMTP_3_1", "ff00, ZMTP_3_1" })
	void agreesOnTheOlderVersion(String version, ZmtpVersion expected) {
		receive(this.handshake, SIGNATURE + version + NULL_3_1.substring(24) + READY);
		assertThat(this.handshake.version()).isEqualTo(expected);
	}

	@Test
	void announcesServersAsServers() {
		assertAsServer(new NullMechanism(), 0);
		assertAsServer(new PlainClient("a", "b"), 0);
		assertAsServer(new PlainServer(), 1);
		CurveKeys keys = CurveKeys.generate();
		assertAsServer(new CurveClient(keys, keys.publicKey()), 0);
		assertAsServer(new CurveServer(keys), 1);
	}

	private static void assertAsServer(Mechanism mechanism, int expected) {
		Handshake handshake = with(mechanism);
		receive(handshake, SIGNATURE + "03");
		byte[] greeting = HEX.parseHex(output(handshake));
		assertThat(greeting).hasSize(64);
		assertThat(greeting[32]).isEqualTo((byte) expected);
		assertThat(new String(greeting, 12, 20, StandardCharsets.US_ASCII).strip().replace("\0", ""))
			.isEqualTo(mechanism.name());
	}

	/** From RFC 15: signature, revision, socket type, identity. */
	@ParameterizedTest
	@CsvSource({ "01, '', 0", "01, 6162, 2", "02, '', 0" })
	void speaksZmtp2WithPeersThatDo(String revision, String identity, int length) {
		for (int piece = 1; piece < 20; piece++) {
			Handshake old = with(new NullMechanism());
			byte[] greeting = HEX
				.parseHex("ff00000000000000017f" + revision + "06" + "00" + "0" + length + identity + "0101" + "61");
			int end = greeting.length - 3;
			for (int at = 0; at < end; at += piece) {
				old.receive(ByteBuffer.wrap(greeting, at, Math.min(piece, end - at)));
			}
			assertThat(output(old)).isEqualTo(SIGNATURE + "03" + "0500026d65");
			assertThat(old.state()).isEqualTo(State.DONE);
			assertThat(old.version()).isEqualTo(ZmtpVersion.ZMTP_2_0);
			assertThat(old.version().hasHeartbeats()).isFalse();
			assertThat(old.peer().socketType()).isEqualTo(SocketType.ROUTER);
			assertThat(old.peer().identity()).hasSize(length);
			FrameDecoder decoder = old.decoder(Pair.LIMITS, null);
			assertThat(decoder.decode(ByteBuffer.wrap(HEX.parseHex("010161" + "000162")))).isEqualTo(Result.MESSAGE);
			assertThat(decoder.message()).isDeepEqualTo(new byte[][] { { 'a' }, { 'b' } });
		}
	}

	@Test
	void takesAnIdentityOf255BytesFromZmtp2() {
		byte[] identity = new byte[255];
		Arrays.fill(identity, (byte) 1);
		assertThat(receive(this.handshake, SIGNATURE + "010600ff" + HEX.formatHex(identity) + "0000"))
			.isEqualTo(State.DONE);
		assertThat(this.handshake.peer().identity()).isEqualTo(identity);
	}

	@Test
	void refusesCommandsOfZmtp2() {
		receive(this.handshake, SIGNATURE + "01060000");
		FrameDecoder decoder = this.handshake.decoder(Pair.LIMITS, null);
		assertReason(() -> decoder.decode(ByteBuffer.wrap(HEX.parseHex("040504504f4e47"))), Reason.MALFORMED);
	}

	@ParameterizedTest
	@CsvSource({ SIGNATURE + "010100, SOCKET_TYPE", SIGNATURE + "01040000, ", SIGNATURE + "01030000, SOCKET_TYPE",
			SIGNATURE + "0106000100, IDENTITY", SIGNATURE + "01060100, MALFORMED",
			SIGNATURE + "01ff0000, SOCKET_TYPE" })
	void checksTheGreetingOfZmtp2(String greeting, Reason reason) {
		Throwable failure = catchThrowableOfType(ZmtpException.class, () -> {
			receive(this.handshake, greeting);
			receive(this.handshake, "00");
		});
		assertThat((failure instanceof ZmtpException ex) ? ex.reason() : null).isEqualTo(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0100", "0b0061", "ff00000000000001000061", SIGNATURE + "00" })
	void rejectsZmtp1WithAReason(String greeting) {
		for (int piece = 1; piece < 12; piece++) {
			Handshake old = with(new NullMechanism());
			byte[] bytes = HEX.parseHex(greeting);
			int size = piece;
			ZmtpException failure = catchThrowableOfType(ZmtpException.class, () -> {
				for (int at = 0; at < bytes.length; at += size) {
					old.receive(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
				}
			});
			assertThat(failure.reason()).isEqualTo(Reason.ZMTP_1);
			assertThat(failure).hasMessage("it speaks ZMTP 1.0, which is not supported");
			assertThat(old.state()).isEqualTo(State.FAILED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "474554202f20485454502f312e31", "16030100", "5353482d322e30", "00", "0000",
			"ff000000000000000001", "ffffffffffffffffffff" })
	void refusesOtherProtocols(String bytes) {
		assertReason(() -> receive(this.handshake, bytes), Reason.NOT_ZMTP);
	}

	@ParameterizedTest
	@ValueSource(strings = { "504c41494e", "4355525645", "4e554c", "4e554c4c4e", "6e756c6c", "", "1b5b4a" })
	void rejectsOtherMechanismsAfterSendingItsOwn(String name) {
		String greeting = SIGNATURE + "0301" + name + "00".repeat(52 - name.length() / 2);
		ZmtpException failure = assertReason(() -> receive(this.handshake, greeting), Reason.MECHANISM);
		assertThat(failure.getMessage()).matches("it uses the mechanism '[ -~]*' and not NULL");
		assertThat(output(this.handshake)).as("enough for the peer to say the same")
			.isEqualTo(SIGNATURE + "03014e554c4c" + "00".repeat(48));
	}

	@Test
	void zmtp2CannotGetRoundAMechanism() {
		CurveKeys keys = CurveKeys.generate();
		for (Mechanism secure : new Mechanism[] { new PlainServer(), new PlainClient("a", "b"), new CurveServer(keys),
				new CurveClient(keys, keys.publicKey()) }) {
			assertReason(() -> receive(with(secure), SIGNATURE + "01060000"), Reason.MECHANISM);
		}
	}

	@Test
	void readsPropertiesOfApplicationsInAnyCase() {
		Handshake peer = new Handshake(
				Metadata.of(SocketType.ROUTER, new byte[0], Map.of("X-Zmqf", "cancel", "x-other", "ü")),
				new NullMechanism());
		receive(peer, NULL_3_1);
		receive(this.handshake, output(peer));
		assertThat(this.handshake.peer().property("x-zmqf")).isEqualTo("cancel".getBytes(StandardCharsets.UTF_8));
		assertThat(this.handshake.peer().property("X-OTHER")).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
		assertThat(this.handshake.peer().property("x-none")).isNull();
	}

	private static ZmtpException assertReason(org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
			Reason reason) {
		ZmtpException failure = catchThrowableOfType(ZmtpException.class, call);
		assertThat(failure).isNotNull();
		assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
		assertThat(failure.getStackTrace()).as("cheap").isEmpty();
		return failure;
	}

}

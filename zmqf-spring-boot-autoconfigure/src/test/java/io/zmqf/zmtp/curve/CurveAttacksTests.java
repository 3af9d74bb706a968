package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.FrameCipher;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.SocketType;
import io.zmqf.zmtp.ZmtpException;
import io.zmqf.zmtp.ZmtpException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Peers that implement CURVE and violate it. */
class CurveAttacksTests {

	private static final Metadata DEALER = Metadata.of(SocketType.DEALER, new byte[0], Map.of());

	private static final Metadata ROUTER = Metadata.of(SocketType.ROUTER, new byte[0], Map.of());

	private final CurveKeys serverKeys = CurveKeys.generate();

	private final CurveKeys clientKeys = CurveKeys.generate();

	private final CurveKeys transientKeys = CurveKeys.generate();

	private final Mechanism.Exchange server = new CurveServer(this.serverKeys).begin(ROUTER);

	private final Mechanism.Exchange client = new CurveClient(this.clientKeys, this.serverKeys.publicKey())
		.begin(DEALER);

	private FrameCipher clientCipher;

	private FrameCipher serverCipher;

	private void shakeHands() {
		Command welcome = this.server.receive(this.client.start().reply()).reply();
		Mechanism.Step asked = this.server.receive(this.client.receive(welcome).reply());
		assertThat(((Credentials.Curve) asked.credentials()).publicKey()).isEqualTo(this.clientKeys.publicKey());
		Mechanism.Step ready = this.server.accept();
		this.serverCipher = ready.cipher();
		this.clientCipher = this.client.receive(ready.reply()).cipher();
	}

	private static void assertFails(Runnable call, Reason reason) {
		assertThatExceptionOfType(ZmtpException.class).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.reason()).as(ex.getMessage()).isEqualTo(reason));
	}

	@Test
	void refusesMessagesThatAreReplayedOrReordered() {
		shakeHands();
		byte[] first = this.clientCipher.encrypt(new byte[] { 1 }, 0);
		byte[] second = this.clientCipher.encrypt(new byte[] { 2 }, FrameCipher.MORE);
		byte[] third = this.clientCipher.encrypt(new byte[] { 3 }, FrameCipher.COMMAND);
		assertThat(this.serverCipher.decrypt(second.clone())).isEqualTo(FrameCipher.MORE);
		assertFails(() -> this.serverCipher.decrypt(second.clone()), Reason.MALFORMED);
		assertFails(() -> this.serverCipher.decrypt(first), Reason.MALFORMED);
		assertThat(this.serverCipher.decrypt(third)).isEqualTo(FrameCipher.COMMAND);
	}

	@Test
	void refusesItsOwnMessagesAndThoseOfOthers() {
		shakeHands();
		byte[] own = this.serverCipher.encrypt(new byte[100], 0);
		ByteBuffer.wrap(own).putLong(8, 1000);
		assertFails(() -> this.serverCipher.decrypt(own), Reason.MALFORMED);
		byte[] others = new CurveAttacksTests().ofAnotherConnection();
		assertFails(() -> this.serverCipher.decrypt(others), Reason.MALFORMED);
	}

	private byte[] ofAnotherConnection() {
		shakeHands();
		for (int i = 0; i < 10; i++) {
			this.clientCipher.encrypt(new byte[0], 0);
		}
		return this.clientCipher.encrypt(new byte[9], 0);
	}

	@Test
	void aNonceOfTheHandshakeIsNoNonceOfAMessage() {
		shakeHands();
		byte[] message = this.clientCipher.encrypt(new byte[] { 1 }, 0);
		assertThat(ByteBuffer.wrap(message).getLong(8)).isEqualTo(3);
		byte[] reply = this.serverCipher.encrypt(new byte[] { 1 }, 0);
		assertThat(ByteBuffer.wrap(reply).getLong(8)).isEqualTo(2);
	}

	@Test
	void refusesMessagesWithAnyBitChangedOrCut() {
		shakeHands();
		byte[] message = this.clientCipher.encrypt(new byte[] { 1, 2, 3 }, 0);
		for (int bit = 0; bit < 8 * message.length; bit++) {
			byte[] changed = message.clone();
			changed[bit / 8] ^= (byte) (1 << bit % 8);
			CurveCipher fresh = freshServer();
			assertFails(() -> fresh.decrypt(changed), Reason.MALFORMED);
		}
		for (int length = 0; length < message.length; length++) {
			byte[] cut = Arrays.copyOf(message, length);
			CurveCipher fresh = freshServer();
			assertFails(() -> fresh.decrypt(cut), Reason.MALFORMED);
		}
	}

	/**
	 * The key does not matter where everything is refused; with the right one see above.
	 */
	private static CurveCipher freshServer() {
		return new CurveCipher(new SharedKey(new byte[32]), CurveNonce.SERVER_MESSAGE, 1, CurveNonce.CLIENT_MESSAGE, 2);
	}

	private static byte[] counter(long number) {
		return ByteBuffer.allocate(8).putLong(number).array();
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 7, 0x80, 0xff })
	void refusesFlagsThatDoNotExist(int flags) {
		SharedKey key = new SharedKey(CurveKeys.random(32));
		CurveCipher receiver = new CurveCipher(key, CurveNonce.SERVER_MESSAGE, 1, CurveNonce.CLIENT_MESSAGE, 2);
		byte[] name = "\u0007MESSAGE".getBytes();
		byte[] box = key.seal(CurveNonce.of(CurveNonce.CLIENT_MESSAGE, counter(3), 0),
				new byte[] { (byte) flags, 'a' });
		byte[] frame = ByteBuffer.allocate(16 + box.length).put(name).putLong(3).put(box).array();
		assertFails(() -> receiver.decrypt(frame), Reason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 193, 195, 1000 })
	void helloHas200Bytes(int length) {
		byte[] data = Arrays.copyOf(this.client.start().reply().data(), length);
		assertFails(() -> this.server.receive(Command.of("HELLO", data)), Reason.MALFORMED);
	}

	@Test
	void welcomeIsSmallerThanHello() {
		Command hello = this.client.start().reply();
		Command welcome = this.server.receive(hello).reply();
		assertThat(hello.dataLength()).isEqualTo(200 - 6);
		assertThat(welcome.dataLength()).isEqualTo(168 - 8);
	}

	/** With these, everyone would know the shared key. */
	@ParameterizedTest
	@ValueSource(strings = { "0000000000000000000000000000000000000000000000000000000000000000",
			"0100000000000000000000000000000000000000000000000000000000000000",
			"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
			"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
			"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"0000000000000000000000000000000000000000000000000000000000000080" })
	void refusesPublicKeysOfSmallOrder(String key) {
		byte[] point = HexFormat.of().parseHex(key);
		assertFails(() -> SharedKey.agree(this.serverKeys.privateKey(), point), Reason.CRYPTOGRAPHIC);
		byte[] hello = this.client.start().reply().data();
		System.arraycopy(point, 0, hello, 74, 32);
		assertFails(() -> this.server.receive(Command.of("HELLO", hello)), Reason.CRYPTOGRAPHIC);
	}

	@Test
	void commandsOutOfOrderAreRefused() {
		Command hello = this.client.start().reply();
		assertFails(() -> this.server.receive(Command.of("READY", new byte[100])), Reason.MALFORMED);
		assertFails(() -> this.server.receive(Command.of("INITIATE", new byte[400])), Reason.MALFORMED);
		assertFails(() -> this.client.receive(Command.of("READY", new byte[400])), Reason.MALFORMED);
		Command welcome = this.server.receive(hello).reply();
		assertFails(() -> this.server.receive(hello), Reason.MALFORMED);
		Command initiate = this.client.receive(welcome).reply();
		assertFails(() -> this.client.receive(welcome), Reason.MALFORMED);
		this.server.receive(initiate);
		assertFails(() -> this.server.receive(initiate), Reason.MALFORMED);
	}

	@Test
	void aCookieIsOfOneConnection() {
		Command welcome = this.server.receive(this.client.start().reply()).reply();
		Command initiate = this.client.receive(welcome).reply();
		Mechanism.Exchange other = new CurveServer(this.serverKeys).begin(ROUTER);
		other.receive(new CurveClient(this.clientKeys, this.serverKeys.publicKey()).begin(DEALER).start().reply());
		assertFails(() -> other.receive(initiate), Reason.CRYPTOGRAPHIC);
	}

	@Test
	void aServerWithAnotherKeyIsFoundOut() {
		Command hello = new CurveClient(this.clientKeys, CurveKeys.generate().publicKey()).begin(DEALER)
			.start()
			.reply();
		assertFails(() -> this.server.receive(hello), Reason.CRYPTOGRAPHIC);
	}

	/** The parts of an INITIATE that this test makes itself. */
	private final class Initiate {

		private byte[] claimedKey = CurveAttacksTests.this.clientKeys.publicKey();

		private CurveKeys vouching = CurveAttacksTests.this.clientKeys;

		private byte[] vouchedKey = CurveAttacksTests.this.transientKeys.publicKey();

		private byte[] vouchedServer = CurveAttacksTests.this.serverKeys.publicKey();

		private byte[] metadata = DEALER.encode();

		private long nonce = 2;

		private Mechanism.Step send() {
			byte[] serverKey = CurveAttacksTests.this.serverKeys.publicKey();
			SharedKey key = SharedKey.agree(CurveAttacksTests.this.transientKeys.privateKey(), serverKey);
			byte[] counter = counter(1);
			byte[] welcome = CurveAttacksTests.this.server.receive(Command.of("HELLO", new byte[] { 1, 0 },
					new byte[72], CurveAttacksTests.this.transientKeys.publicKey(), counter,
					key.seal(CurveNonce.of(CurveNonce.HELLO, counter, 0), new byte[64])))
				.reply()
				.data();
			byte[] text = key.open(CurveNonce.of(CurveNonce.WELCOME, welcome, 0), welcome, 16, welcome.length);
			byte[] serverTransientKey = Arrays.copyOf(text, 32);
			byte[] vouchNonce = new byte[16];
			byte[] vouch = SharedKey.agree(this.vouching.privateKey(), serverTransientKey)
				.seal(CurveNonce.of(CurveNonce.VOUCH, vouchNonce, 0), this.vouchedKey, this.vouchedServer);
			byte[] box = SharedKey.agree(CurveAttacksTests.this.transientKeys.privateKey(), serverTransientKey)
				.seal(CurveNonce.of(CurveNonce.INITIATE, counter(this.nonce), 0), this.claimedKey, vouchNonce, vouch,
						this.metadata);
			return CurveAttacksTests.this.server
				.receive(Command.of("INITIATE", Arrays.copyOfRange(text, 32, 128), counter(this.nonce), box));
		}

	}

	@Test
	void aVouchOfTheClientIsTaken() {
		assertThat(new Initiate().send().credentials()).isInstanceOf(Credentials.Curve.class);
	}

	@Test
	void aStolenPublicKeyProvesNothing() {
		Initiate initiate = new Initiate();
		initiate.vouching = CurveKeys.generate();
		assertFails(initiate::send, Reason.CRYPTOGRAPHIC);
	}

	@Test
	void aVouchForAnotherConnectionProvesNothing() {
		Initiate initiate = new Initiate();
		initiate.vouchedKey = CurveKeys.generate().publicKey();
		assertFails(initiate::send, Reason.CRYPTOGRAPHIC);
	}

	/** A server must not be able to pose as its client elsewhere. */
	@Test
	void aVouchForAnotherServerProvesNothing() {
		Initiate initiate = new Initiate();
		initiate.vouchedServer = CurveKeys.generate().publicKey();
		assertFails(initiate::send, Reason.CRYPTOGRAPHIC);
	}

	@Test
	void thePermanentKeyMustNotBeOfSmallOrder() {
		Initiate initiate = new Initiate();
		initiate.claimedKey = new byte[32];
		assertFails(initiate::send, Reason.CRYPTOGRAPHIC);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1 })
	void theNonceOfInitiateMustBeNew(long nonce) {
		Initiate initiate = new Initiate();
		initiate.nonce = nonce;
		assertFails(initiate::send, Reason.MALFORMED);
	}

	@Test
	void encryptedMetadataIsCheckedAsAnyOther() {
		Initiate initiate = new Initiate();
		initiate.metadata = new byte[] { 5 };
		assertFails(initiate::send, Reason.MALFORMED);
	}

	/** From RFC 32, RFC 7748, 6.1, and "Cryptography in NaCl", section 8. */
	@Test
	void keysAndTheirTextsAreThoseOfTheRfcs() {
		assertThat(Z85.encode(HexFormat.of().parseHex("864fd26fb559f75b"))).isEqualTo("HelloWorld");
		assertThat(Z85.decode("HelloWorld")).isEqualTo(HexFormat.of().parseHex("864fd26fb559f75b"));
		CurveKeys alice = CurveKeys
			.of(HexFormat.of().parseHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
		CurveKeys bob = CurveKeys
			.of(HexFormat.of().parseHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
		assertThat(HexFormat.of().formatHex(alice.publicKey()))
			.isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
		assertThat(HexFormat.of().formatHex(X25519.agree(alice.privateKey(), bob.publicKey())))
			.isEqualTo("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
		assertThat(HexFormat.of().formatHex(SharedKey.agree(bob.privateKey(), alice.publicKey()).bytes()))
			.isEqualTo("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
		List<String> bad = List.of("1234", "#####", "Hell\u00f6", "     ", "%nSc1");
		for (String text : bad) {
			assertThatIllegalArgumentException().isThrownBy(() -> Z85.decode(text))
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(text));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Z85.encode(new byte[3]));
		assertThatIllegalArgumentException().isThrownBy(() -> CurveKeys.of(new byte[31]));
		assertThatIllegalArgumentException().isThrownBy(() -> new CurveClient(alice, new byte[31]));
	}

}

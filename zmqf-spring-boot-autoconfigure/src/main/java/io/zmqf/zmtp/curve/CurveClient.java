package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.FrameCipher;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/**
 * The client side of CURVE (RFC 26).
 *
 * @since 0.1.0
 */
public final class CurveClient implements Mechanism {

	private static final byte[] VERSION = { 1, 0 };

	private static final byte[] PADDING = new byte[72];

	private static final byte[] HELLO_TEXT = new byte[64];

	private static final int COOKIE = 96;

	private static final int WELCOME = CurveNonce.LONG + SharedKey.TAG + CurveKeys.BYTES + COOKIE;

	private final CurveKeys keys;

	private final byte[] serverKey;

	private final IntFunction<byte[]> random;

	/**
	 * Creates the mechanism.
	 * @param keys the permanent keys of the client
	 * @param serverKey the permanent public key of the server, 32 bytes
	 */
	public CurveClient(CurveKeys keys, byte[] serverKey) {
		this(keys, serverKey, CurveKeys::random);
	}

	CurveClient(CurveKeys keys, byte[] serverKey, IntFunction<byte[]> random) {
		if (serverKey.length != CurveKeys.BYTES) {
			throw new IllegalArgumentException("A key has " + CurveKeys.BYTES + " bytes, not " + serverKey.length);
		}
		this.keys = keys;
		this.serverKey = serverKey.clone();
		this.random = random;
	}

	@Override
	public String name() {
		return CurveServer.NAME;
	}

	@Override
	public Exchange begin(Metadata own) {
		return new ClientExchange(own);
	}

	private final class ClientExchange implements Exchange {

		private final Metadata own;

		private final CurveKeys transientKeys;

		private final SharedKey serverKey;

		private @Nullable SharedKey connectionKey;

		private long nonce;

		ClientExchange(Metadata own) {
			this.own = own;
			this.transientKeys = CurveKeys.of(CurveClient.this.random.apply(CurveKeys.BYTES));
			this.serverKey = SharedKey.agree(this.transientKeys.privateKey(), CurveClient.this.serverKey);
		}

		@Override
		public Step start() {
			byte[] counter = nextNonce();
			return Step.reply(Command.of("HELLO", VERSION, PADDING, this.transientKeys.publicKey(), counter,
					this.serverKey.seal(CurveNonce.of(CurveNonce.HELLO, counter, 0), HELLO_TEXT)));
		}

		private byte[] nextNonce() {
			return ByteBuffer.allocate(Long.BYTES).putLong(++this.nonce).array();
		}

		@Override
		public Step receive(Command command) {
			if (this.connectionKey == null && command.name().equals("WELCOME") && command.dataLength() == WELCOME) {
				return initiate(command.data());
			}
			if (this.connectionKey != null && command.name().equals("READY")
					&& command.dataLength() >= Long.BYTES + SharedKey.TAG) {
				return done(command.data(), this.connectionKey);
			}
			throw ZmtpException.unexpected(command);
		}

		private Step initiate(byte[] welcome) {
			byte[] text = this.serverKey.open(CurveNonce.of(CurveNonce.WELCOME, welcome, 0), welcome, CurveNonce.LONG,
					welcome.length);
			byte[] serverTransientKey = Arrays.copyOf(text, CurveKeys.BYTES);
			byte[] cookie = Arrays.copyOfRange(text, CurveKeys.BYTES, text.length);
			this.connectionKey = SharedKey.agree(this.transientKeys.privateKey(), serverTransientKey);
			byte[] vouchNonce = CurveClient.this.random.apply(CurveNonce.LONG);
			byte[] vouch = SharedKey.agree(CurveClient.this.keys.privateKey(), serverTransientKey)
				.seal(CurveNonce.of(CurveNonce.VOUCH, vouchNonce, 0), this.transientKeys.publicKey(),
						CurveClient.this.serverKey);
			byte[] counter = nextNonce();
			byte[] box = this.connectionKey.seal(CurveNonce.of(CurveNonce.INITIATE, counter, 0),
					CurveClient.this.keys.publicKey(), vouchNonce, vouch, this.own.encode());
			return Step.reply(Command.of("INITIATE", cookie, counter, box));
		}

		private Step done(byte[] ready, SharedKey key) {
			byte[] metadata = key.open(CurveNonce.of(CurveNonce.READY, ready, 0), ready, Long.BYTES, ready.length);
			FrameCipher cipher = new CurveCipher(key, CurveNonce.CLIENT_MESSAGE, this.nonce, CurveNonce.SERVER_MESSAGE,
					ByteBuffer.wrap(ready).getLong());
			return Step.done(null, Metadata.parse(metadata, 0), cipher);
		}

	}

}

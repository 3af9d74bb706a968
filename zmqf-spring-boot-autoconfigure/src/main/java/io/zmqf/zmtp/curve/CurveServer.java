package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.FrameCipher;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.ZmtpException;
import io.zmqf.zmtp.ZmtpException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The server side of CURVE (RFC 26).
 *
 * @since 0.1.0
 */
public final class CurveServer implements Mechanism {

	static final String NAME = "CURVE";

	/** The size of HELLO's data, the offsets of its parts, and the size of its text. */
	private static final int HELLO = 194;

	private static final int HELLO_KEY = 74;

	private static final int HELLO_NONCE = 106;

	private static final int HELLO_BOX = 114;

	private static final int HELLO_TEXT = 64;

	private static final int COOKIE = 96;

	private static final int INITIATE_BOX = COOKIE + Long.BYTES;

	/** The offsets in the text of INITIATE: key, vouch, metadata. */
	private static final int VOUCH_BOX = CurveKeys.BYTES + CurveNonce.LONG;

	private static final int METADATA = VOUCH_BOX + 2 * CurveKeys.BYTES + SharedKey.TAG;

	private final Supplier<List<CurveKeys>> keys;

	private final IntFunction<byte[]> random;

	/**
	 * Creates the mechanism.
	 * @param keys the permanent keys of the server
	 */
	public CurveServer(CurveKeys keys) {
		this(() -> List.of(keys));
	}

	/**
	 * Creates the mechanism for a server with several permanent keys, as during a key
	 * change.
	 * @param keys supplies the permanent keys that are valid when a handshake begins, at
	 * least one
	 */
	public CurveServer(Supplier<List<CurveKeys>> keys) {
		this(keys, CurveKeys::random);
	}

	CurveServer(Supplier<List<CurveKeys>> keys, IntFunction<byte[]> random) {
		this.keys = keys;
		this.random = random;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public boolean isServer() {
		return true;
	}

	@Override
	public Exchange begin(Metadata own) {
		return new ServerExchange(own);
	}

	private final class ServerExchange implements Exchange {

		private final Metadata own;

		/** The permanent keys that the client expects from the server. */
		private @Nullable CurveKeys serverKeys;

		private @Nullable SharedKey cookieKey;

		private long clientNonce;

		private @Nullable SharedKey connectionKey;

		private @Nullable Metadata peer;

		ServerExchange(Metadata own) {
			this.own = own;
		}

		@Override
		public Step receive(Command command) {
			if (this.cookieKey == null && command.name().equals("HELLO")) {
				return welcome(command);
			}
			if (this.cookieKey != null && this.connectionKey == null && command.name().equals("INITIATE")) {
				return authenticate(command, this.cookieKey);
			}
			throw ZmtpException.unexpected(command);
		}

		/**
		 * Replies to HELLO. WELCOME is smaller than HELLO, so that the server cannot
		 * amplify an attack.
		 */
		private Step welcome(Command command) {
			byte[] hello = command.data();
			if (hello.length != HELLO || hello[0] != 1 || hello[1] != 0) {
				throw ZmtpException.unexpected(command);
			}
			this.clientNonce = ByteBuffer.wrap(hello).getLong(HELLO_NONCE);
			byte[] clientKey = Arrays.copyOfRange(hello, HELLO_KEY, HELLO_NONCE);
			SharedKey key = opened(hello, clientKey, command);
			CurveKeys transientKeys = CurveKeys.of(CurveServer.this.random.apply(CurveKeys.BYTES));
			this.cookieKey = new SharedKey(CurveServer.this.random.apply(CurveKeys.BYTES));
			byte[] cookieNonce = CurveServer.this.random.apply(CurveNonce.LONG);
			byte[] cookie = this.cookieKey.seal(CurveNonce.of(CurveNonce.COOKIE, cookieNonce, 0), clientKey,
					transientKeys.secretKey());
			byte[] nonce = CurveServer.this.random.apply(CurveNonce.LONG);
			return Step.reply(Command.of("WELCOME", nonce, key.seal(CurveNonce.of(CurveNonce.WELCOME, nonce, 0),
					transientKeys.publicKey(), cookieNonce, cookie)));
		}

		/**
		 * Returns the key that opens HELLO. Each permanent key is tried, because HELLO
		 * does not name one.
		 */
		private SharedKey opened(byte[] hello, byte[] clientKey, Command command) {
			ZmtpException failure = null;
			for (CurveKeys candidate : CurveServer.this.keys.get()) {
				SharedKey key = SharedKey.agree(candidate.privateKey(), clientKey);
				try {
					byte[] text = key.open(CurveNonce.of(CurveNonce.HELLO, hello, HELLO_NONCE), hello, HELLO_BOX,
							HELLO);
					if (!MessageDigest.isEqual(text, new byte[HELLO_TEXT])) {
						throw ZmtpException.unexpected(command);
					}
					this.serverKeys = candidate;
					return key;
				}
				catch (ZmtpException ex) {
					failure = ex;
				}
			}
			throw (failure != null) ? failure : ZmtpException.unexpected(command);
		}

		/**
		 * Continues with INITIATE. Its cookie contains both transient keys, which the
		 * server has not kept.
		 */
		private Step authenticate(Command command, SharedKey key) {
			byte[] data = command.data();
			if (data.length < INITIATE_BOX + SharedKey.TAG + METADATA) {
				throw ZmtpException.unexpected(command);
			}
			byte[] cookie = key.open(CurveNonce.of(CurveNonce.COOKIE, data, 0), data, CurveNonce.LONG, COOKIE);
			byte[] clientKey = Arrays.copyOf(cookie, CurveKeys.BYTES);
			PrivateKey transientKey = X25519
				.privateKey(Arrays.copyOfRange(cookie, CurveKeys.BYTES, 2 * CurveKeys.BYTES));
			long nonce = ByteBuffer.wrap(data).getLong(COOKIE);
			if (Long.compareUnsigned(nonce, this.clientNonce) <= 0) {
				throw ZmtpException.malformed("it sent a handshake that was replayed");
			}
			this.clientNonce = nonce;
			this.connectionKey = SharedKey.agree(transientKey, clientKey);
			byte[] text = this.connectionKey.open(CurveNonce.of(CurveNonce.INITIATE, data, COOKIE), data, INITIATE_BOX,
					data.length);
			byte[] permanentKey = Arrays.copyOf(text, CurveKeys.BYTES);
			checkVouch(text, SharedKey.agree(transientKey, permanentKey), clientKey);
			this.peer = Metadata.parse(text, METADATA);
			return Step.authenticate(new Credentials.Curve(permanentKey));
		}

		/**
		 * Checks that the client vouches for its transient key, and to this server only.
		 */
		private void checkVouch(byte[] text, SharedKey key, byte[] clientKey) {
			byte[] vouch = key.open(CurveNonce.of(CurveNonce.VOUCH, text, CurveKeys.BYTES), text, VOUCH_BOX, METADATA);
			byte[] expected = Arrays.copyOf(clientKey, 2 * CurveKeys.BYTES);
			System.arraycopy(Objects.requireNonNull(this.serverKeys).publicKey(), 0, expected, CurveKeys.BYTES,
					CurveKeys.BYTES);
			if (!MessageDigest.isEqual(vouch, expected)) {
				throw new ZmtpException(Reason.CRYPTOGRAPHIC, "it does not have the keys that it claims");
			}
		}

		@Override
		public Step accept() {
			SharedKey key = Objects.requireNonNull(this.connectionKey);
			byte[] nonce = ByteBuffer.allocate(Long.BYTES).putLong(1).array();
			Command ready = Command.of("READY", nonce,
					key.seal(CurveNonce.of(CurveNonce.READY, nonce, 0), this.own.encode()));
			FrameCipher cipher = new CurveCipher(key, CurveNonce.SERVER_MESSAGE, 1, CurveNonce.CLIENT_MESSAGE,
					this.clientNonce);
			return Step.done(ready, Objects.requireNonNull(this.peer), cipher);
		}

	}

}

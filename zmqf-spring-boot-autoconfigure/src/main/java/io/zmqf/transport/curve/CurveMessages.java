package io.zmqf.transport.curve;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.zmqf.zmtp.curve.CurveBox;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.Options;
import zmq.ZError;
import zmq.ZMQ;
import zmq.io.SessionBase;
import zmq.io.mechanism.Mechanism;
import zmq.io.mechanism.curve.CurveClientMechanism;
import zmq.io.mechanism.curve.CurveServerMechanism;

/**
 * Takes over from JeroMQ's CURVE once the handshake is done, with the same keys, numbers
 * and bytes on the wire, and for a fraction of the time: JeroMQ's cipher and
 * authenticator are written byte by byte, and begin with the key for each message. Lives
 * on its connection's I/O thread.
 */
public final class CurveMessages extends Mechanism {

	private static final byte[] NAME = "\u0007MESSAGE".getBytes(StandardCharsets.US_ASCII);

	private static final int FLAGS_AT = CurveBox.TEXT;

	private static final int DATA_AT = FLAGS_AT + 1;

	private static final int MORE = 1;

	private static final int COMMAND = 2;

	private static final String FROM_SERVER = "CurveZMQMESSAGES";

	private static final String FROM_CLIENT = "CurveZMQMESSAGEC";

	private final CurveBox sent;

	private final CurveBox received;

	private long sentNonce;

	private long receivedNonce;

	private CurveMessages(SessionBase session, Options options, Mechanism handshake, Members members, String own,
			String peer) {
		super(session, null, options);
		byte[] key = (byte[]) members.key.get(handshake);
		this.sent = new CurveBox(key, own.getBytes(StandardCharsets.US_ASCII));
		this.received = new CurveBox(key, peer.getBytes(StandardCharsets.US_ASCII));
		this.sentNonce = (long) members.sentNonce.get(handshake);
		this.receivedNonce = (long) members.receivedNonce.get(handshake);
		this.zapProperties.set(handshake.zapProperties);
		this.zmtpProperties.set(handshake.zmtpProperties);
	}

	/**
	 * What encrypts a connection's messages from now on.
	 * @param handshake what has shaken hands
	 * @param session the connection's session
	 * @param options the socket's options
	 * @return what takes its place: itself unless it is JeroMQ's CURVE
	 */
	public static Mechanism after(Mechanism handshake, SessionBase session, Options options) {
		if (handshake.getClass() == CurveServerMechanism.class) {
			return new CurveMessages(session, options, handshake, Members.SERVER, FROM_SERVER, FROM_CLIENT);
		}
		if (handshake.getClass() == CurveClientMechanism.class) {
			return new CurveMessages(session, options, handshake, Members.CLIENT, FROM_CLIENT, FROM_SERVER);
		}
		return handshake;
	}

	/**
	 * Fails where JeroMQ is another one than 0.6.0.
	 */
	public static void requireAll() {
		Members.SERVER.require();
	}

	@Override
	public Status status() {
		return Status.READY;
	}

	@Override
	public Msg encode(Msg message) {
		int size = message.size();
		byte[] command = new byte[DATA_AT + size];
		System.arraycopy(NAME, 0, command, 0, NAME.length);
		ByteBuffer.wrap(command).putLong(NAME.length, this.sentNonce);
		command[FLAGS_AT] = (byte) ((message.hasMore() ? MORE : 0) | (message.isCommand() ? COMMAND : 0));
		message.getBytes(0, command, DATA_AT, size);
		this.sent.seal(command, this.sentNonce++);
		return new Msg(command);
	}

	@Override
	public @Nullable Msg decode(Msg message) {
		if (!compare(message, "MESSAGE", true)) {
			return refuse(ZMQ.ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND);
		}
		if (message.size() < DATA_AT) {
			return refuse(ZMQ.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE);
		}
		long nonce = message.getLong(NAME.length);
		if (nonce <= this.receivedNonce) {
			return refuse(ZMQ.ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE);
		}
		this.receivedNonce = nonce;
		byte[] command = message.data();
		if (!this.received.open(command, nonce)) {
			// not CRYPTOGRAPHIC, which tells of a handshake with another key
			return refuse(ZMQ.ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE);
		}
		byte[] data = new byte[command.length - DATA_AT];
		System.arraycopy(command, DATA_AT, data, 0, data.length);
		Msg decoded = new Msg(data);
		decoded.setFlags((((command[FLAGS_AT] & MORE) != 0) ? Msg.MORE : 0)
				| (((command[FLAGS_AT] & COMMAND) != 0) ? Msg.COMMAND : 0));
		return decoded;
	}

	private @Nullable Msg refuse(int reason) {
		this.session.getSocket().eventHandshakeFailedProtocol(this.session.getEndpoint(), reason);
		this.options.errno.set(ZError.EPROTO);
		return null;
	}

	@Override
	public int processHandshakeCommand(Msg command) {
		return ZError.EPROTO;
	}

	@Override
	public int nextHandshakeCommand(Msg command) {
		return ZError.EAGAIN;
	}

	@Override
	public int zapMsgAvailable() {
		return ZError.EFSM;
	}

	/** The members of JeroMQ's own mechanisms. */
	private record Members(VarHandle key, VarHandle sentNonce, VarHandle receivedNonce) {

		static final Members SERVER = of(CurveServerMechanism.class);

		static final Members CLIENT = of(CurveClientMechanism.class);

		private static Members of(Class<?> type) {
			try {
				MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
				return new Members(lookup.findVarHandle(type, "cnPrecom", byte[].class),
						lookup.findVarHandle(type, "cnNonce", long.class),
						lookup.findVarHandle(type, "cnPeerNonce", long.class));
			}
			catch (ReflectiveOperationException ex) {
				throw new LinkageError("This is not JeroMQ 0.6.0", ex);
			}
		}

		void require() {
			// the initialisation of this class has done it
		}

	}

}

package io.zmqf.transport.session;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.security.Verdict;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.Options;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.IEngine;
import zmq.io.IOThread;
import zmq.io.SessionBase;
import zmq.io.StreamEngine.ErrorReason;
import zmq.pipe.Pipe;

/**
 * JeroMQ's session of a connection that was accepted, except that it decides itself who
 * is let in. Lives on its I/O thread.
 * <p>
 * JeroMQ's mechanisms ask by ZAP (RFC 27), which goes to a socket of the application, and
 * let everybody in where that is not there. Here the questions stay within the session.
 * It has no pipe, so that nothing goes to the socket or comes from there, before the
 * handshake is done and the answer was yes, whatever the mechanism thinks of it.
 */
final class AcceptedSession extends DirectSession {

	private static final int FIRST_CREDENTIAL = 7;

	private static final String ZAP_VERSION = "1.0";

	private static final int OK = 200;

	private final Acceptor acceptor;

	private final ServerSecurity security;

	private final @Nullable InetAddress origin;

	private final @Nullable String address;

	private final List<byte[]> question = new ArrayList<>();

	private final Queue<Msg> answer = new ArrayDeque<>();

	/** Completed on any thread. */
	private @Nullable CompletableFuture<Verdict> verdict;

	private boolean letIn;

	private @Nullable AcceptedMetadata metadata;

	private @Nullable Peer peer;

	private String reason = "";

	private boolean established;

	private boolean reported;

	private boolean inTurn;

	private ByteBuffer identity = ByteBuffer.allocate(0);

	/** Whether the peer has said what it wants to be called by. */
	private boolean identified;

	/** Whether what the peer did wrong was told. */
	private boolean accused;

	AcceptedSession(IOThread ioThread, SocketBase socket, Options options, Acceptor acceptor,
			@Nullable InetAddress origin, @Nullable String address) {
		super(ioThread, false, socket, options, null);
		this.acceptor = acceptor;
		this.security = acceptor.security();
		this.letIn = !this.security.authenticates();
		this.origin = origin;
		this.address = address;
	}

	Object origin() {
		return Handshakes.origin(this.origin);
	}

	@Nullable Peer peer() {
		return this.peer;
	}

	/** What it wants to be called by, empty where it leaves that to the socket. */
	ByteBuffer identity() {
		return this.identity;
	}

	/** Whether both are the same user's. */
	boolean isOfSamePeerAs(AcceptedSession other) {
		return this.peer == null || other.peer == null || this.peer.name().equals(other.peer.name());
	}

	@Override
	protected void processAttach(IEngine attached) {
		hold(attached);
		plug(attached);
	}

	@Override
	public boolean isEstablished() {
		return this.established;
	}

	@Override
	public boolean isTrusted() {
		return this.established || !this.security.authenticates();
	}

	@Override
	public boolean mayRead() {
		if (this.established) {
			this.acceptor.countRead();
		}
		else if (!this.inTurn) {
			this.inTurn = this.acceptor.givesTurn(this);
		}
		return this.established || this.inTurn;
	}

	/** Shakes hands now that it is this connection's turn. */
	void takeTurn() {
		this.inTurn = true;
		GuardedEngine waiting = engine();
		if (waiting != null) {
			waiting.resumeReading();
		}
	}

	@Override
	public void worked(long nanos) {
		this.acceptor.spend(nanos);
	}

	/** There is always somebody to ask. */
	@Override
	public int zapConnect() {
		return 0;
	}

	@Override
	public boolean writeZapMsg(Msg frame) {
		this.question.add(frame.data());
		if (!frame.hasMore()) {
			CompletableFuture<Verdict> asked = ask();
			this.verdict = asked;
			if (asked.isDone()) {
				settle(asked);
			}
			else {
				CompletableFuture<?> unused = asked.whenComplete((decided, ex) -> sendCancel());
			}
		}
		return true;
	}

	private CompletableFuture<Verdict> ask() {
		try {
			return this.security.authenticate(this.question.subList(FIRST_CREDENTIAL, this.question.size()));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** The verdict came from another thread. */
	@Override
	protected void processCancel() {
		CompletableFuture<Verdict> decided = this.verdict;
		GuardedEngine asking = engine();
		if (!isTerminating() && asking != null && decided != null && decided.isDone()) {
			settle(decided);
			asking.zapMsgAvailable();
		}
	}

	private void settle(CompletableFuture<Verdict> decided) {
		Verdict settled = decided.handle((result, ex) -> (result != null) ? result : Verdict.failed()).join();
		this.reason = settled.reason();
		this.peer = settled.peer();
		this.letIn = this.peer != null;
		int status = (this.peer != null) ? OK : Math.max(settled.status(), OK + 1);
		if (status != OK) {
			this.socket.eventHandshakeFailedAuth(getEndpoint(), status);
		}
		for (String frame : List.of("", ZAP_VERSION, "1", String.valueOf(status), "",
				(this.peer != null) ? this.peer.name() : "")) {
			answer(frame, Msg.MORE);
		}
		answer("", 0);
	}

	private void answer(String text, int flags) {
		Msg frame = new Msg(text.getBytes(StandardCharsets.UTF_8));
		frame.setFlags(flags);
		this.answer.add(frame);
	}

	@Override
	public @Nullable Msg readZapMsg() {
		Msg frame = this.answer.poll();
		if (frame == null) {
			this.errno.set(ZError.EAGAIN);
		}
		return frame;
	}

	/**
	 * What an event is about. JeroMQ's mechanisms ask for it to report that they have
	 * failed, and for nothing else.
	 */
	@Override
	public String getEndpoint() {
		this.accused = this.established;
		boolean repeats = this.reported;
		if (!this.established && !this.reported) {
			this.reported = true;
			this.acceptor.refused(this);
		}
		return new ConnectionName(this.acceptor.endpoint(), this.address, this.reason, repeats).toString();
	}

	@Override
	protected @Nullable Msg pullMsg() {
		// before ZMTP 3, a peer may be asked for messages before it has said who it is
		boolean knowsPeer = this.identified || !isDirect() || !this.options.recvIdentity;
		return (knowsPeer && establish()) ? pull() : null;
	}

	@Override
	protected boolean pushMsg(Msg message) {
		if (!this.established && message.isIdentity()) {
			this.identity = ByteBuffer.wrap(message.data());
			this.identified = true;
		}
		if (!establish()) {
			this.errno.set(ZError.EAGAIN);
			return false;
		}
		message.setMetadata(this.metadata);
		return push(message);
	}

	/** Opens the pipe, once the handshake is done. */
	private boolean establish() {
		if (this.established) {
			return true;
		}
		if (!this.letIn) {
			report(HandshakeFailure.UNDECIDED);
		}
		else if (!this.acceptor.takesIdentity(this)) {
			report(HandshakeFailure.IDENTITY);
		}
		if (this.reported || isTerminating()) {
			return false; // and goes soon
		}
		this.established = true;
		this.metadata = new AcceptedMetadata(this.peer, this.address);
		this.acceptor.established(this);
		openPipe(this.identity.array(), this.peer, this.address);
		if (!isDirect()) {
			Pipe[] ends = Pipes.between(this.socket, this, this.options);
			attachPipe(ends[1]);
			sendBind(this.socket, ends[0]);
		}
		this.socket.eventHandshakeSucceeded(getEndpoint(), 0);
		this.accused = false;
		return true;
	}

	@Override
	public void engineError(boolean handshaked, ErrorReason reason) {
		GuardedEngine broken = engine();
		if (!this.established && reason == ErrorReason.PROTOCOL) {
			report(HandshakeFailure.MECHANISM);
		}
		else if (!this.established && broken != null && SocketMembers.wasGreeted(broken)) {
			report(HandshakeFailure.GIVEN_UP);
		}
		else if (this.established && reason == ErrorReason.PROTOCOL && !this.accused) {
			this.acceptor.tell(this.address, exceeded().code());
		}
		lose();
		this.acceptor.left(this);
		super.engineError(handshaked && this.established, reason);
		lingered();
	}

	/** Ends a connection that does not shake hands as it should. */
	void breakOff(HandshakeFailure failure) {
		report(failure);
		cutOff();
	}

	/** Ends a connection that is not welcome any more. */
	void cutOff() {
		GuardedEngine unwelcome = engine();
		if (unwelcome != null) {
			unwelcome.breakOff(ErrorReason.CONNECTION);
		}
	}

	private void report(HandshakeFailure failure) {
		if (!this.reported) {
			this.socket.eventHandshakeFailedNoDetail(getEndpoint(), failure.code());
		}
	}

	@Override
	public void destroy() {
		this.acceptor.left(this);
		super.destroy();
	}

}

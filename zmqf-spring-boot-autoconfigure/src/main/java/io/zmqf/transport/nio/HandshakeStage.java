package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.Timed;
import io.zmqf.transport.nio.ConnectionOwner.HandshakeFailure;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.transport.security.Peer;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection. It is the timer of its own time limit.
 */
final class HandshakeStage extends Timed {

	private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** The time for a denied client to receive the error and close the connection. */
	private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int GREETING_BYTES = 64;

	private final ChannelConnection connection;

	private final Handshake handshake;

	/**
	 * The pending authentication of the client, which is cancelled when the handshake
	 * ends.
	 */
	private @Nullable CompletableFuture<AuthenticationResult> check;

	private @Nullable Peer peer;

	private long received;

	private boolean greeted;

	private boolean inTurn;

	private boolean failed;

	private boolean denied;

	HandshakeStage(ChannelConnection connection, Mechanism mechanism) {
		this.connection = connection;
		this.handshake = new Handshake(connection.socket().ownMetadata(), mechanism);
	}

	/** Starts the time limit. */
	void begin() {
		this.connection.loop().timers().schedule(this, System.nanoTime() + LIMIT_NANOS);
	}

	/** Cancels the time limit and a pending authentication. */
	void end() {
		this.connection.loop().timers().cancel(this);
		if (this.check != null) {
			this.check.cancel(false);
		}
	}

	@Override
	protected void onTime() {
		this.connection.breakOff(HandshakeFailure.TIMEOUT);
	}

	/** Whether either side has rejected the handshake. */
	boolean hasFailed() {
		return this.failed;
	}

	/** Whether received bytes may be processed now. */
	boolean mayContinue() {
		if (!this.inTurn) {
			this.inTurn = this.connection.owner.mayContinue(this.connection);
		}
		return this.inTurn;
	}

	/** Allows the handshake to continue. */
	void takeTurn() {
		this.inTurn = true;
	}

	/** Processes received bytes, and sends the response. */
	void receive(ByteBuffer input, SocketChannel channel, ByteBuffer output) {
		if (this.failed) {
			return; // waits for the peer to close the connection
		}
		process(input);
		advance(channel, output);
	}

	/** Processes received bytes. A protocol error fails the handshake. */
	private void process(ByteBuffer input) {
		long start = System.nanoTime();
		this.received += input.remaining();
		try {
			Handshake.State state = this.handshake.receive(input);
			if (!this.greeted && (this.received >= GREETING_BYTES || state == Handshake.State.DONE)) {
				this.greeted = true;
				this.connection.report(SocketEvent.Type.HANDSHAKE_PROTOCOL, null);
			}
			if (state == Handshake.State.AUTHENTICATING) {
				authenticate();
			}
		}
		catch (ZmtpException ex) {
			fail(this.connection.owner.failure(ex));
		}
		finally {
			this.connection.owner.worked(System.nanoTime() - start);
		}
	}

	private void authenticate() {
		EventLoop loop = this.connection.loop();
		CompletableFuture<AuthenticationResult> verdict = CompletableFuture
			.completedFuture(this.handshake.credentials())
			.thenCompose((claimed) -> this.check = this.connection.owner.authenticate(this.connection, claimed))
			.handle((result, ex) -> (result != null) ? result : AuthenticationResult.failed());
		if (verdict.isDone()) {
			decide(verdict.join());
		}
		else {
			CompletableFuture<?> unused = verdict
				.thenAccept((result) -> loop.execute(() -> this.connection.continueHandshake(result)));
		}
	}

	/** Accepts or denies the client, unless the handshake is over by now. */
	void decide(AuthenticationResult verdict) {
		if (this.failed || this.handshake.state() != Handshake.State.AUTHENTICATING) {
			return;
		}
		this.peer = verdict.peer();
		if (this.peer == null) {
			this.handshake.deny(verdict.status());
			deny(new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED_AUTH, verdict.reason()));
			return;
		}
		try {
			this.handshake.accept();
		}
		catch (ZmtpException ex) {
			fail(this.connection.owner.failure(ex));
		}
	}

	/**
	 * Writes pending output, and then opens or closes the connection if the handshake has
	 * ended.
	 */
	void advance(SocketChannel channel, ByteBuffer buffer) {
		try {
			write(channel, buffer);
		}
		catch (IOException ex) {
			this.connection.lose();
			return;
		}
		if (!this.failed && this.handshake.state() == Handshake.State.DONE) {
			establish();
		}
		if (this.denied) {
			this.connection.owner.refused(this.connection);
		}
		else if (this.failed) {
			this.connection.lose();
		}
	}

	private void establish() {
		NioSocket socket = this.connection.socket();
		byte[] announced = this.handshake.peer().identity();
		if (socket.admits(announced, this.peer)) {
			this.connection.establish(socket.routingId(announced), this.handshake, this.peer);
		}
		else {
			deny(HandshakeFailure.IDENTITY);
		}
	}

	/** Reports that the peer is denied. The peer should soon close the connection. */
	private void deny(HandshakeFailure failure) {
		fail(failure);
		this.denied = true;
		this.connection.loop().timers().schedule(this, System.nanoTime() + FAREWELL_NANOS);
	}

	/** Reports a failure, unless one was reported before. */
	void fail(HandshakeFailure failure) {
		if (!this.failed) {
			this.failed = true;
			this.connection.report(failure.type(), failure.detail());
		}
	}

	/** Reports that the peer has closed the connection. */
	void brokenOff() {
		HandshakeFailure failure = this.connection.owner.brokenOff(this.received >= GREETING_BYTES);
		if (failure != null && !this.failed) {
			this.connection.report(failure.type(), failure.detail());
		}
	}

	/**
	 * Writes pending output, which is far less than the send buffer of a new connection.
	 * @throws IOException if the connection does not take all of it
	 */
	private void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
		this.handshake.write(buffer.clear());
		channel.write(buffer.flip());
		if (buffer.hasRemaining()) {
			throw new IOException("The peer does not read");
		}
	}

}

package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.Timed;
import io.zmqf.transport.nio.ConnectionOwner.HandshakeFailure;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection, until messages may follow. It is its own entry in the
 * timers, at the time when it has to be over.
 */
final class HandshakeStage extends Timed {

	private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** How long a client may stay that was refused: long enough to be told. */
	private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int GREETING_BYTES = 64;

	private final ChannelConnection connection;

	private final Handshake handshake;

	/** The check of the client, which is not made once nobody waits for it. */
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

	/** Limits its time from now on. */
	void begin() {
		this.connection.loop().timers().schedule(this, System.nanoTime() + LIMIT_NANOS);
	}

	/** It is over, and nothing is waited for. */
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

	/** Whether one of both sides has ended it. */
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

	/** Lets it continue now that its turn has come. */
	void takeTurn() {
		this.inTurn = true;
	}

	/** Processes received bytes, and answers them. */
	void receive(ByteBuffer input, SocketChannel channel, ByteBuffer output) {
		if (this.failed) {
			return; // and waits for the peer to close the connection
		}
		process(input);
		advance(channel, output);
	}

	/** An exception is a failure of the handshake. */
	private void process(ByteBuffer input) {
		long start = System.nanoTime();
		this.received += input.remaining();
		try {
			Handshake.State state = this.handshake.receive(input);
			if (!this.greeted && (this.received >= GREETING_BYTES || state == Handshake.State.DONE)) {
				this.greeted = true;
				this.connection.tell(SocketEvent.Type.HANDSHAKE_PROTOCOL, null);
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

	/** Writes what there is, and acts upon what has come of the handshake. */
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

	/** Reports that the peer is not welcome, which should close the connection soon. */
	private void deny(HandshakeFailure failure) {
		fail(failure);
		this.denied = true;
		this.connection.loop().timers().schedule(this, System.nanoTime() + FAREWELL_NANOS);
	}

	/** Reports a failure, unless one was reported. */
	void fail(HandshakeFailure failure) {
		if (!this.failed) {
			this.failed = true;
			this.connection.tell(failure.type(), failure.detail());
		}
	}

	/** The peer has closed the connection. */
	void brokenOff() {
		HandshakeFailure failure = this.connection.owner.brokenOff(this.received >= GREETING_BYTES);
		if (failure != null && !this.failed) {
			this.connection.tell(failure.type(), failure.detail());
		}
	}

	/**
	 * Writes pending output, which is far less than a new connection takes at once.
	 * @throws IOException if the connection does not take it
	 */
	private void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
		this.handshake.write(buffer.clear());
		channel.write(buffer.flip());
		if (buffer.hasRemaining()) {
			throw new IOException("The peer does not read");
		}
	}

}

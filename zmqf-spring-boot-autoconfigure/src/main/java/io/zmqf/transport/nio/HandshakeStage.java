package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.nio.ConnectionOwner.HandshakeFailure;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/** The handshake of one connection, until messages may follow. */
final class HandshakeStage {

	private static final int GREETING_BYTES = 64;

	private static final int ACCEPTED = 200;

	private final ChannelConnection connection;

	private final ConnectionOwner owner;

	private final Handshake handshake;

	private @Nullable CompletableFuture<AuthenticationResult> verdict;

	private @Nullable Peer peer;

	private long received;

	private boolean greeted;

	private boolean inTurn;

	private boolean failed;

	private boolean denied;

	HandshakeStage(ChannelConnection connection, ConnectionOwner owner, Mechanism mechanism) {
		this.connection = connection;
		this.owner = owner;
		this.handshake = new Handshake(connection.socket().ownMetadata(), mechanism);
	}

	Handshake handshake() {
		return this.handshake;
	}

	/** The authenticated user, or {@code null} where nothing was proved. */
	@Nullable Peer peer() {
		return this.peer;
	}

	/** Whether one of both sides has ended it. */
	boolean hasFailed() {
		return this.failed;
	}

	/** Whether the peer was told, and should close the connection soon by itself. */
	boolean isDenied() {
		return this.denied;
	}

	boolean isDone() {
		return !this.failed && this.handshake.state() == Handshake.State.DONE;
	}

	/** Whether received bytes may be processed now. */
	boolean mayContinue() {
		if (!this.inTurn) {
			this.inTurn = this.owner.mayContinue(this.connection);
		}
		return this.inTurn;
	}

	/** Lets it continue now that its turn has come. */
	void takeTurn() {
		this.inTurn = true;
	}

	/** Processes received bytes; an exception is a failure of the handshake. */
	void receive(ByteBuffer input) {
		long start = System.nanoTime();
		this.received += input.remaining();
		try {
			Handshake.State state = this.handshake.receive(input);
			if (!this.greeted && (this.received >= GREETING_BYTES || state == Handshake.State.DONE)) {
				this.greeted = true;
				this.connection.tell(SocketEvent.Type.HANDSHAKE_PROTOCOL, null);
			}
			if (state == Handshake.State.AUTHENTICATING && this.verdict == null) {
				authenticate();
			}
		}
		catch (ZmtpException ex) {
			fail(this.owner.failure(ex));
		}
		finally {
			this.owner.worked(System.nanoTime() - start);
		}
	}

	private void authenticate() {
		CompletableFuture<AuthenticationResult> asked = ask();
		this.verdict = asked;
		if (asked.isDone()) {
			decide();
		}
		else {
			EventLoop loop = this.connection.loop();
			CompletableFuture<?> unused = asked
				.whenComplete((decided, ex) -> loop.execute(this.connection::continueHandshake));
		}
	}

	private CompletableFuture<AuthenticationResult> ask() {
		try {
			return this.owner.authenticate(this.handshake.credentials());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Whether the verdict is there, and not acted upon yet. */
	boolean isDecided() {
		return this.verdict != null && this.verdict.isDone() && !this.failed
				&& this.handshake.state() == Handshake.State.AUTHENTICATING;
	}

	/** Accepts or denies the client. */
	void decide() {
		CompletableFuture<AuthenticationResult> decided = this.verdict;
		if (decided == null) {
			return;
		}
		AuthenticationResult settled = decided
			.handle((result, ex) -> (result != null) ? result : AuthenticationResult.failed())
			.join();
		this.peer = settled.peer();
		if (this.peer != null) {
			try {
				this.handshake.accept();
			}
			catch (ZmtpException ex) {
				fail(this.owner.failure(ex));
			}
			return;
		}
		this.handshake.deny(Math.max(settled.status(), ACCEPTED + 1));
		deny(new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED_AUTH, settled.reason()));
	}

	/** Reports that the peer is not welcome. */
	void deny(HandshakeFailure failure) {
		fail(failure);
		this.denied = true;
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
		HandshakeFailure failure = this.owner.brokenOff(this.received >= GREETING_BYTES);
		if (failure != null && !this.failed) {
			this.connection.tell(failure.type(), failure.detail());
		}
	}

	/**
	 * Writes pending output, which is far less than a new connection takes at once.
	 * @throws IOException if the connection does not take it
	 */
	void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
		for (boolean complete = false; !complete;) {
			complete = this.handshake.write(buffer.clear());
			if (buffer.flip().hasRemaining()) {
				channel.write(buffer);
			}
			if (buffer.hasRemaining()) {
				throw new IOException("The peer does not read");
			}
		}
	}

}

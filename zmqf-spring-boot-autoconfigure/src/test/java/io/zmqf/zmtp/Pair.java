package io.zmqf.zmtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

import io.zmqf.zmtp.Handshake.State;

/** Two sides of a connection in memory, which exchange their bytes in pieces. */
public final class Pair {

	/** Limits that no test reaches by accident. */
	public static final FrameLimits LIMITS = new FrameLimits(1 << 24, 1000, 1 << 25);

	private final Handshake client;

	private final Handshake server;

	private final int piece;

	/** All bytes of the handshake from the client. */
	public final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();

	/** All bytes of the handshake from the server. */
	public final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();

	private Pair(Handshake client, Handshake server, int piece) {
		this.client = client;
		this.server = server;
		this.piece = piece;
	}

	public static Metadata metadata(SocketType type, String identity) {
		return Metadata.of(type, identity.getBytes(), Map.of());
	}

	/** Completes a handshake, with an authenticator that accepts every peer. */
	public static Pair connect(Mechanism client, Mechanism server, int piece) {
		Pair pair = new Pair(new Handshake(metadata(SocketType.DEALER, "dealer"), client),
				new Handshake(metadata(SocketType.ROUTER, ""), server), piece);
		pair.exchange();
		return pair;
	}

	/** Exchanges bytes until both sides are silent. */
	private void exchange() {
		while (move(this.client, this.server, this.fromClient) | move(this.server, this.client, this.fromServer)) {
			if (this.server.state() == State.AUTHENTICATING) {
				this.server.accept();
			}
		}
	}

	private boolean move(Handshake from, Handshake to, ByteArrayOutputStream record) {
		ByteBuffer bytes = ByteBuffer.allocate(this.piece);
		from.write(bytes);
		bytes.flip();
		boolean moved = bytes.hasRemaining();
		record.write(bytes.array(), 0, bytes.limit());
		if (moved) {
			to.receive(bytes);
		}
		return moved;
	}

	public Handshake client() {
		return this.client;
	}

	public Handshake server() {
		return this.server;
	}

}

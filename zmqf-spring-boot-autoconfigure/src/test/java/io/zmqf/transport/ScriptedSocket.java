package io.zmqf.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose peer is the test: it records sent messages, and the test triggers its
 * events.
 */
public final class ScriptedSocket implements LoopSocket {

	private static final byte[][] GONE = { { 0 } };

	private final SocketSettings settings;

	private final DefaultSocketLoop loop;

	private final Deque<byte[][]> incoming = new ArrayDeque<>();

	private final List<byte[][]> sent = new ArrayList<>();

	private final Map<byte[][], @Nullable Peer> senders = new IdentityHashMap<>();

	private final Set<byte[][]> gone = Collections.newSetFromMap(new IdentityHashMap<>());

	private @Nullable Peer peer;

	private Map<String, String> properties = Map.of();

	private final Map<String, SendResult> troubled = new HashMap<>();

	private @Nullable String takingOnce;

	private boolean writable = true;

	private @Nullable Error failure;

	private boolean closed;

	private boolean failsToClose;

	private boolean failsToReceive;

	private boolean neverReceives;

	private int attempts;

	private int unresolvable;

	private int attemptsToSend;

	private int looks;

	private long heardAt;

	private boolean answersPings;

	ScriptedSocket(SocketSettings settings, DefaultSocketLoop loop, int unresolvable) {
		this.settings = settings;
		this.loop = loop;
		this.unresolvable = unresolvable;
		this.heardAt = loop.now();
	}

	/** The connection is up. */
	public void connected() {
		event(SocketEvent.Type.CONNECTED);
	}

	/** Reports a lost connection. The in-band notice has not arrived yet. */
	public void disconnected() {
		event(SocketEvent.Type.DISCONNECTED);
	}

	/** The peer broke off the handshake. */
	public void refused() {
		event(SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL);
	}

	private void event(SocketEvent.Type type) {
		this.loop.onSocketEvent(this, new SocketEvent(type, endpoint().toString(), null, null));
	}

	/** The notice in band that the peer is gone, after all that it had sent. */
	public void peerGone() {
		this.incoming.add(GONE);
	}

	/** The notice in band that one of the peers is gone, after all that it had sent. */
	public void peerGone(byte[] routingId) {
		byte[][] notice = { routingId };
		this.gone.add(notice);
		this.incoming.add(notice);
	}

	/** The peer sends a message. */
	public void incoming(byte[]... frames) {
		incomingFrom(null, frames);
	}

	/** Receives a message of an authenticated peer. */
	public void incomingFrom(@Nullable Peer sender, byte[]... frames) {
		this.incoming.add(frames);
		this.senders.put(frames, sender);
	}

	/** Sets whether the peer accepts messages. */
	public void takes(boolean messages) {
		this.writable = messages;
	}

	/** Sets the result of sending to one of its peers from now on. */
	public void sending(String peer, SendResult result) {
		this.troubled.put(peer, result);
	}

	/** Lets one of its peers accept exactly one message. */
	public void takesOnce(String peer) {
		this.takingOnce = peer;
	}

	/** Sets the error that sending the next message throws. */
	public void fails(Error next) {
		this.failure = next;
	}

	/** Closing it throws, and closes it all the same. */
	public void failsToClose() {
		this.failsToClose = true;
	}

	/** The next message can't be received. */
	public void failsToReceive() {
		this.failsToReceive = true;
	}

	/** No message can be received any more. */
	public void neverReceives() {
		this.neverReceives = true;
	}

	/** Sets the announced properties of its peers. */
	public void peerProperties(Map<String, String> said) {
		this.properties = said;
	}

	/** The peer answers a PING at a time of the loop's clock. */
	public void heard(long nanos) {
		this.heardAt = nanos;
		this.answersPings = true;
	}

	/** Returns the sent messages, oldest first. */
	public List<byte[][]> sent() {
		return this.sent;
	}

	public boolean isClosed() {
		return this.closed;
	}

	/** Returns the number of attempts to connect. */
	public int attempts() {
		return this.attempts;
	}

	/** Returns the number of attempts to send, whatever their results. */
	public int attemptsToSend() {
		return this.attemptsToSend;
	}

	/** Returns the number of checks whether a peer accepts messages. */
	public int looks() {
		return this.looks;
	}

	/** Returns the number of messages that were not received yet. */
	public int unread() {
		return this.incoming.size();
	}

	@Override
	public Endpoint endpoint() {
		return this.settings.endpoint();
	}

	@Override
	public boolean connects() {
		return !this.settings.binds();
	}

	@Override
	public void connect() {
		this.attempts++;
		if (this.unresolvable > 0) {
			this.unresolvable--;
			throw new TransportException(endpoint(), TransportException.Reason.ADDRESS_NOT_AVAILABLE, "no such host",
					null);
		}
	}

	@Override
	public boolean answersPings() {
		return this.answersPings;
	}

	@Override
	public long lastReceived() {
		return this.heardAt;
	}

	@Override
	public SendResult send(byte[][] frames) {
		this.attemptsToSend++;
		Error thrown = this.failure;
		if (thrown != null) {
			this.failure = null;
			throw thrown;
		}
		if (!this.writable) {
			return SendResult.FULL;
		}
		String receiver = new String(frames[0], StandardCharsets.UTF_8);
		SendResult result = this.troubled.getOrDefault(receiver, SendResult.SENT);
		if (receiver.equals(this.takingOnce)) {
			this.takingOnce = null;
			result = SendResult.SENT;
		}
		if (result == SendResult.SENT) {
			this.sent.add(frames);
		}
		return result;
	}

	@Override
	public boolean mayTake(byte[] routingId) {
		this.looks++;
		return this.writable && this.troubled.get(new String(routingId, StandardCharsets.UTF_8)) != SendResult.FULL;
	}

	@Override
	public byte @Nullable [][] receive() {
		if (this.failsToReceive || this.neverReceives) {
			this.failsToReceive = false;
			throw new LinkageError("receiving");
		}
		byte[][] frames = this.incoming.poll();
		this.peer = (frames != null) ? this.senders.remove(frames) : null;
		return frames;
	}

	@Override
	public void await(long nanos, boolean readable, boolean writableToo) {
		throw new IllegalStateException("A stepped loop never waits");
	}

	@Override
	public @Nullable Peer peer() {
		return this.peer;
	}

	@Override
	public @Nullable String peerProperty(String name) {
		return this.properties.get(name);
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public byte @Nullable [] lostPeer(byte[][] frames) {
		if (this.gone.remove(frames)) {
			return frames[0];
		}
		return (frames == GONE) ? new byte[0] : null;
	}

	@Override
	public void wakeUp() {
		throw new IllegalStateException("A stepped loop never waits");
	}

	@Override
	public void close() {
		this.closed = true;
		if (this.failsToClose) {
			throw new LinkageError("closing");
		}
	}

}

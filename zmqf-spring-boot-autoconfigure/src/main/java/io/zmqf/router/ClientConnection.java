package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.message.Capabilities;
import io.zmqf.message.EnvelopeIndex;
import io.zmqf.message.PeerName;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection with its open requests. Created on the frontend's loop, then
 * confined to the backend's loop.
 */
final class ClientConnection {

	private final @Nullable String user;

	private final PeerName peer;

	private final Capabilities capabilities;

	private final @Nullable RouterQuery own;

	private @Nullable RoutedRequest newest;

	/**
	 * The open requests by envelope. Created on the first control message of the client.
	 */
	private @Nullable EnvelopeIndex<RoutedRequest> index;

	/**
	 * Creates a connection.
	 * @param peer the name of the client
	 * @param user the authenticated user, or {@code null} if there is none
	 * @param capabilities the capabilities of the client
	 */
	ClientConnection(PeerName peer, @Nullable String user, Capabilities capabilities) {
		this(peer, user, capabilities, null);
	}

	/** Creates the connection of a query that the router's own application sends. */
	ClientConnection(RouterQuery own) {
		this(new PeerName("this application", null, null), null, Capabilities.OWN, own);
	}

	private ClientConnection(PeerName peer, @Nullable String user, Capabilities capabilities,
			@Nullable RouterQuery own) {
		this.peer = peer;
		this.user = user;
		this.capabilities = capabilities;
		this.own = own;
	}

	/**
	 * Returns the query of the router's own application, or {@code null} for a connection
	 * of the socket.
	 */
	@Nullable RouterQuery own() {
		return this.own;
	}

	Capabilities capabilities() {
		return this.capabilities;
	}

	@Nullable String user() {
		return this.user;
	}

	PeerName peer() {
		return this.peer;
	}

	/**
	 * Returns the client in whose share its requests count. All connections of a user are
	 * one client.
	 */
	Object client() {
		return (this.user != null) ? this.user : this;
	}

	void add(RoutedRequest request) {
		RoutedRequest before = this.newest;
		request.older = before;
		if (before != null) {
			before.newer = request;
		}
		this.newest = request;
		request.open = true;
		if (this.index != null) {
			this.index.add(request.frames(), request.delimiter(), request);
		}
	}

	void remove(RoutedRequest request) {
		if (!request.open) {
			return;
		}
		request.open = false;
		if (this.index != null) {
			this.index.remove(request.frames(), request.delimiter(), request);
		}
		RoutedRequest older = request.older;
		RoutedRequest newer = request.newer;
		if (older != null) {
			older.newer = newer;
		}
		if (newer != null) {
			newer.older = older;
		}
		else {
			this.newest = older;
		}
		request.older = null;
		request.newer = null;
	}

	/**
	 * Finds the request of a control message. The index is created on first use, so that
	 * clients without control messages don't pay for it.
	 */
	@Nullable RoutedRequest find(byte[][] frames, int delimiter) {
		EnvelopeIndex<RoutedRequest> current = this.index;
		if (current == null) {
			current = new EnvelopeIndex<>();
			for (RoutedRequest request = this.newest; request != null; request = request.older) {
				current.add(request.frames(), request.delimiter(), request);
			}
			this.index = current;
		}
		return current.find(frames, delimiter);
	}

	List<RoutedRequest> requests() {
		List<RoutedRequest> requests = new ArrayList<>();
		for (RoutedRequest request = this.newest; request != null; request = request.older) {
			requests.add(request);
		}
		return requests;
	}

}

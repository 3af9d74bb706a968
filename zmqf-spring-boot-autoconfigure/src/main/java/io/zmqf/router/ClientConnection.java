package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A connection of a client, with its requests in the router. Made on the frontend's loop,
 * then owned by the backend's.
 */
final class ClientConnection {

	private final @Nullable String user;

	private @Nullable RoutedRequest newest;

	/**
	 * Creates a connection.
	 * @param user the authenticated user, {@code null} for none
	 */
	ClientConnection(@Nullable String user) {
		this.user = user;
	}

	@Nullable String user() {
		return this.user;
	}

	/** Whom its requests count for: all connections of a user are one client. */
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
	}

	void remove(RoutedRequest request) {
		if (!request.open) {
			return;
		}
		request.open = false;
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

	List<RoutedRequest> requests() {
		List<RoutedRequest> requests = new ArrayList<>();
		for (RoutedRequest request = this.newest; request != null; request = request.older) {
			requests.add(request);
		}
		return requests;
	}

}

package io.zmqf.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names that are bound inside the process. JeroMQ lets a socket connect before its
 * peer is bound and does not tell when it is, so who waits is told from here.
 */
final class InsideNames {

	private final Set<String> bound = new HashSet<>();

	private final Map<String, Map<LoopSocket, Runnable>> waiting = new HashMap<>();

	/** A socket is bound. */
	void bound(String name) {
		List<Runnable> notices;
		synchronized (this) {
			this.bound.add(name);
			Map<LoopSocket, Runnable> waited = this.waiting.remove(name);
			notices = (waited != null) ? new ArrayList<>(waited.values()) : List.of();
		}
		notices.forEach(Runnable::run);
	}

	/** A bound socket closes. */
	synchronized void unbound(String name) {
		this.bound.remove(name);
	}

	/**
	 * A socket connects.
	 * @param name where to
	 * @param socket the socket
	 * @param notice what to do once its peer is bound, if it is not bound yet
	 * @return whether it is bound
	 */
	synchronized boolean connect(String name, LoopSocket socket, Runnable notice) {
		if (this.bound.contains(name)) {
			return true;
		}
		this.waiting.computeIfAbsent(name, (key) -> new LinkedHashMap<>()).put(socket, notice);
		return false;
	}

	/** A socket that connects closes. */
	synchronized void forget(String name, LoopSocket socket) {
		Map<LoopSocket, Runnable> waited = this.waiting.get(name);
		if (waited != null && waited.remove(socket) != null && waited.isEmpty()) {
			this.waiting.remove(name);
		}
	}

}

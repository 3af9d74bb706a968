package io.zmqf.autoconfigure;

import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zmqf.actuate.RoleListener;
import io.zmqf.actuate.event.Journal;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.PeerName;
import io.zmqf.message.Printable;
import io.zmqf.router.RouterListener;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.SharedHostName;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Logs changes of connections, nodes and roles. Each change is logged once, regardless of
 * retries, and at a limited rate. Sockets that connect to the same address share a limit.
 */
class StateLog implements TransportListener, RouterListener, NodeListener, RoleListener {

	/** The default time to live of the JVM's DNS cache, in seconds. */
	private static final String REMEMBERED_SECONDS = "30";

	private static final String INSIDE = "a node of this process";

	private final Map<String, Reach> sockets = new ConcurrentHashMap<>();

	private final StateLines lines;

	private final LocalEndpoints local;

	private final Set<String> silentReceivers = ConcurrentHashMap.newKeySet();

	/** The host names that resolve to several addresses. */
	private final Set<String> names = ConcurrentHashMap.newKeySet();

	/** The reachability of a connecting socket, as last logged. */
	private enum Reach {

		TRYING, UNREACHABLE, CONNECTED, LOST, RESTING

	}

	StateLog(Journal journal, LongSupplier nanoTime) {
		this.lines = new StateLines(journal, nanoTime);
		this.local = new LocalEndpoints(nanoTime);
	}

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		switch (event.type()) {
			case CONNECT_RETRIED -> unreachable(socket, event);
			case NO_ADDRESS_LEFT -> {
				Reach before = this.sockets.put(socket, Reach.RESTING);
				if (before != Reach.RESTING) {
					this.lines.info(RoleLog.of(socket), "rests/" + event.endpoint(), socket, () -> socket
							+ " is resting: each address of " + event.endpoint() + " already has a connection");
				}
			}
			case HANDSHAKE_FAILED, HANDSHAKE_FAILED_AUTH, HANDSHAKE_FAILED_PROTOCOL -> refused(socket, event);
			case PROTOCOL_VIOLATED -> ended(socket, event, String.valueOf(event.detail()));
			case TOO_MANY_CONNECTIONS -> ended(socket, event, "the limit of zmqf.max-connections is reached");
			case TOO_MANY_FRAMES -> ended(socket, event, "a message has more frames than zmqf.max-frames");
			case MESSAGE_TOO_LARGE -> ended(socket, event, "a message is larger than zmqf.max-message-size");
			case MEMORY_EXCEEDED -> ended(socket, event,
					"all messages exceeded zmqf.memory.node, and this connection held the largest share");
			case ACCEPT_FAILED -> notAccepted(socket, event);
			default -> {
			}
		}
		if (RoleLog.of(socket).isDebugEnabled()) {
			RoleLog.of(socket).debug(socket + ": " + Printable.of(event.toString()));
		}
	}

	@Override
	public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
		switch (state) {
			case CONNECTED -> {
				Reach before = this.sockets.replace(socket, Reach.CONNECTED);
				if (before != null && before != Reach.CONNECTED) {
					this.lines.info(RoleLog.of(socket), "connected/" + endpoint, socket,
							() -> socket + " is connected to " + endpoint);
				}
			}
			case DISCONNECTED -> {
				if (this.sockets.replace(socket, Reach.CONNECTED, Reach.LOST)) {
					lost(socket, endpoint);
				}
				else {
					this.sockets.putIfAbsent(socket, Reach.TRYING);
				}
			}
			case RESTING -> this.sockets.put(socket, Reach.RESTING);
			case CLOSED -> this.sockets.remove(socket);
		}
	}

	private void lost(String socket, String endpoint) {
		if (this.local.isClosed(endpoint)) {
			RoleLog.of(socket)
				.debug(socket + " lost its connection to " + endpoint + ", because the application stops its peer");
		}
		else {
			this.lines.warn(RoleLog.of(socket), "lost/" + endpoint, socket,
					() -> socket + " lost its connection to " + endpoint + ", and reconnects");
		}
	}

	@Override
	public void starting(String role, List<String> endpoints) {
		this.local.close(role, endpoints);
	}

	@Override
	public void started(String role, List<String> endpoints) {
		this.local.open(role, endpoints);
		this.lines.journal("The " + role + " has started: " + String.join(", ", endpoints));
	}

	@Override
	public void stopping(String role, List<String> endpoints) {
		this.local.close(role, endpoints);
	}

	@Override
	public void stopped(String role) {
		this.lines.journal("The " + role + " has stopped");
	}

	private void refused(String socket, SocketEvent event) {
		this.lines.warnOncePerMinute(RoleLog.SECURITY, "refused", socket, peer(event), event.detail(),
				() -> "The handshake of " + socket + " at " + event.endpoint() + " with " + peer(event) + " failed"
						+ because(event.detail()));
	}

	private void ended(String socket, SocketEvent event, String reason) {
		this.lines.warnOncePerMinute(RoleLog.of(socket), "ended", socket, peer(event), reason, () -> socket + " at "
				+ event.endpoint() + " closed the connection with " + peer(event) + ": " + reason);
	}

	private void notAccepted(String socket, SocketEvent event) {
		this.lines.warnOncePerMinute(RoleLog.of(socket), "not accepted", socket, event.endpoint(), event.detail(),
				() -> socket + " could not accept a connection at " + event.endpoint() + because(event.detail()));
	}

	private static String peer(SocketEvent event) {
		return (event.peer() != null) ? event.peer() : "its peer";
	}

	private void unreachable(String socket, SocketEvent event) {
		if (!this.local.isClosed(event.endpoint()) && !this.local.isOpening(event.endpoint())
				&& (this.sockets.replace(socket, Reach.TRYING, Reach.UNREACHABLE)
						|| this.sockets.replace(socket, Reach.LOST, Reach.UNREACHABLE)
						|| this.sockets.replace(socket, Reach.RESTING, Reach.UNREACHABLE)
						// A failure without a reason belongs to a loss, which is logged
						// next
						|| event.detail() != null
								&& this.sockets.replace(socket, Reach.CONNECTED, Reach.UNREACHABLE))) {
			this.lines.warn(RoleLog.of(socket), "unreachable/" + event.endpoint(), socket,
					() -> socket + " can't reach " + event.endpoint() + " yet, and retries" + because(event.detail())
							+ RoleLog.property(socket));
		}
	}

	private static String because(@Nullable String detail) {
		return (detail != null) ? ": " + Printable.of(detail) : "";
	}

	@Override
	public void misdirected(String socket, @Nullable String peer, String detail) {
		String sender = (peer != null) ? peer : INSIDE;
		this.lines.warnOncePerMinute(RoleLog.of(socket), "misdirected", socket, sender, detail,
				() -> socket + " refused a message of " + sender + ": " + detail);
	}

	/**
	 * Warns if the JVM caches a host name with several addresses for too long. Nodes
	 * would notice added and removed addresses late, and at different times.
	 */
	@Override
	public void severalAddresses(String host, int addresses) {
		if (!this.names.add(host)) {
			return;
		}
		int seconds = rememberedSeconds();
		if (seconds < 0 || seconds > SharedHostName.LOOKUP_INTERVAL.toSeconds()) {
			this.lines.warn(RoleLog.ALL, host,
					Printable.of(host) + " has " + addresses + " addresses, and the JVM caches them "
							+ ((seconds < 0) ? "for ever" : "for " + seconds + " s")
							+ ": changes of the addresses are noticed late. Start Java with -Dsun.net.inetaddr.ttl=1");
		}
	}

	private static int rememberedSeconds() {
		String seconds = Security.getProperty("networkaddress.cache.ttl");
		try {
			return Integer.parseInt((seconds != null) ? seconds.strip()
					: System.getProperty("sun.net.inetaddr.ttl", REMEMBERED_SECONDS));
		}
		catch (NumberFormatException ex) {
			return Integer.parseInt(REMEMBERED_SECONDS);
		}
	}

	@Override
	public void rejected(String socket, String endpoint, String detail) {
		this.lines.warnOncePerMinute(RoleLog.of(socket), "rejected", socket, endpoint, detail,
				() -> (this.sockets.get(socket) == Reach.RESTING)
						? socket + " is resting and does not connect to " + endpoint + ": " + detail
						: socket + " is connected to " + endpoint + ", which rejects it: " + detail);
	}

	@Override
	public void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
		this.lines.info(RoleLog.ROUTER, "workers",
				"Worker " + worker + named(peer) + " joined, for " + describe(events));
	}

	@Override
	public void workerLeft(String worker, PeerName peer, String reason) {
		this.lines.info(RoleLog.ROUTER, "workers", "Worker " + worker + named(peer) + " left: " + reason);
	}

	@Override
	public void messageRefused(@Nullable String worker, PeerName peer, String reason) {
		this.lines.warnOncePerMinute(RoleLog.ROUTER, "worker refused", null,
				(peer.address() != null) ? peer.address() : INSIDE, reason,
				() -> "A message of " + ((worker != null) ? "worker " + worker : "a worker") + named(peer)
						+ " was refused: " + Printable.of(reason));
	}

	private static String named(PeerName peer) {
		return peer.equals(PeerName.UNKNOWN) ? "" : " (" + peer + ")";
	}

	@Override
	public void clientJoined(PeerName client) {
		this.lines.info(RoleLog.ROUTER, "clients", "A client" + named(client) + " sends requests");
	}

	@Override
	public void clientLeft(PeerName client) {
		this.lines.info(RoleLog.ROUTER, "clients", "A client" + named(client) + " left");
	}

	@Override
	public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
		if (first) {
			this.lines.info(RoleLog.HEARTBEAT, "nodes", describe(node) + " is connected: its heartbeats arrive"
					+ ((node.address() != null) ? ", from " + node.address() : ""));
		}
	}

	@Override
	public void left(Node node) {
		this.lines.info(RoleLog.HEARTBEAT, "nodes", describe(node) + " is disconnected: it sent a goodbye");
	}

	@Override
	public void lost(Node node) {
		this.lines.warn(RoleLog.HEARTBEAT, "nodes", describe(node) + " is disconnected: it missed " + node.missed()
				+ " heartbeats; the last one arrived at " + node.lastHeartbeat());
	}

	@Override
	public void refused(boolean malformed, @Nullable String address, String reason) {
		String sender = (address != null) ? address : INSIDE;
		this.lines.warnOncePerMinute(RoleLog.HEARTBEAT, "heartbeat refused", null, sender, String.valueOf(malformed),
				() -> "A heartbeat of " + sender + " was refused: " + Printable.of(reason));
	}

	@Override
	public void receiver(String endpoint, boolean alive) {
		if (alive && this.silentReceivers.remove(endpoint)) {
			this.lines.info(RoleLog.HEARTBEAT, "receiver", "Heartbeats to " + endpoint + " are answered again");
		}
		else if (!alive && this.silentReceivers.add(endpoint)) {
			this.lines.warn(RoleLog.HEARTBEAT, "receiver", "Heartbeats to " + endpoint + " are no longer answered");
		}
	}

	private static String describe(@Nullable Set<String> events) {
		return (events == null) ? "all events" : switch (events.size()) {
			case 0 -> "no event";
			case 1 -> "1 event";
			default -> events.size() + " events";
		};
	}

	private static String describe(Node node) {
		return StringUtils.capitalize(node.type().wireName()) + " " + node.id()
				+ ((node.user() != null) ? " of user " + Printable.of(node.user().name()) : "");
	}

}

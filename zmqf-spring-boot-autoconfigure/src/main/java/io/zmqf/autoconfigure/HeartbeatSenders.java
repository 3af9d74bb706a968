package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Sends the heartbeats of the application: to its own receiver where it has one, else to
 * each address that is set.
 */
final class HeartbeatSenders {

	private final ZmqSettingsFactory settings;

	private final @Nullable HeartbeatReceiver own;

	private final Transport transport;

	private final NodeListener listener;

	private final List<HeartbeatSender> senders = new ArrayList<>();

	HeartbeatSenders(ZmqSettingsFactory settings, @Nullable HeartbeatReceiver own, Transport transport,
			NodeListener listener) {
		this.settings = settings;
		this.own = own;
		this.transport = transport;
		this.listener = listener;
	}

	/**
	 * Adds a node that is to be known to be alive.
	 * @param identity the identity of the node
	 * @param type the type of the node
	 */
	void add(NodeIdentity identity, NodeType type) {
		if (this.own != null) {
			this.senders.add(new HeartbeatSender(this.settings.heartbeats().ownSender(), this.own::endpoint, identity,
					type, this.transport, this.listener));
			return;
		}
		for (HeartbeatSettings receiver : this.settings.heartbeats().senders()) {
			this.senders.add(new HeartbeatSender(receiver, identity, type, this.transport, this.listener));
		}
	}

	/**
	 * The senders.
	 * @return one for each node and receiver
	 */
	List<HeartbeatSender> all() {
		return List.copyOf(this.senders);
	}

}

package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat senders of the application. They send to its own receiver if it has one,
 * and to each configured address otherwise.
 *
 * @param all the senders, one for each node and receiver
 */
record HeartbeatSenders(List<HeartbeatSender> all) {

	/**
	 * Creates the senders.
	 * @param nodes the identities of the nodes that announce heartbeats
	 * @param settings the settings of heartbeats
	 * @param own the application's own receiver, or {@code null} for none
	 * @param transport the factory of sockets
	 * @param listener the listener of the senders
	 * @return the senders
	 */
	static HeartbeatSenders of(Map<NodeType, NodeIdentity> nodes, HeartbeatSettingsFactory settings,
			@Nullable HeartbeatReceiver own, Transport transport, NodeListener listener) {
		List<HeartbeatSettings> receivers = (own != null) ? List.of(settings.ownSender()) : settings.senders();
		List<HeartbeatSender> all = new ArrayList<>();
		nodes.forEach((type, identity) -> receivers.forEach((receiver) -> all.add(new HeartbeatSender(receiver,
				(own != null) ? own::endpoint : receiver::endpoint, identity, type, transport, listener))));
		return new HeartbeatSenders(List.copyOf(all));
	}

	List<Endpoint> endpoints() {
		return this.all.stream().map(HeartbeatSender::endpoint).distinct().toList();
	}

}

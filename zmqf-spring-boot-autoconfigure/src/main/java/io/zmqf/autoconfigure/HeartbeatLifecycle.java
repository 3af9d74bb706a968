package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.transport.Endpoint;

/** The lifecycles of the receiver and of the senders of heartbeats. */
final class HeartbeatLifecycle {

	private HeartbeatLifecycle() {
	}

	/** The lifecycle of the receiver. */
	static final class Receiver extends NodeLifecycle {

		private final HeartbeatReceiver receiver;

		Receiver(HeartbeatReceiver receiver, RoleContext context) {
			super("heartbeat-receiver", HEARTBEAT_RECEIVER_PHASE, Map.of(receiver.endpoint(), Roles.HEARTBEAT_ADDRESS),
					context);
			this.receiver = receiver;
		}

		@Override
		String startNode() {
			this.receiver.start();
			return "Heartbeats are received at " + this.receiver.endpoint();
		}

		@Override
		void stopNode(Duration timeout) {
			this.receiver.stop();
		}

		@Override
		boolean servesOthers() {
			return false;
		}

		@Override
		List<Endpoint> endpoints() {
			return List.of(this.receiver.endpoint());
		}

	}

	/** The lifecycle of the senders. */
	static final class Senders extends NodeLifecycle {

		private final HeartbeatSenders senders;

		Senders(HeartbeatSenders senders, RoleContext context) {
			super("heartbeat-sender", HEARTBEAT_SENDER_PHASE, Map.of(), context);
			this.senders = senders;
		}

		@Override
		String startNode() {
			this.senders.all().forEach(HeartbeatSender::start);
			return "Heartbeats are sent to " + join(endpoints());
		}

		@Override
		void stopNode(Duration timeout) {
			this.senders.all().forEach(HeartbeatSender::stop);
		}

		@Override
		boolean servesOthers() {
			return false;
		}

		@Override
		List<Endpoint> endpoints() {
			return this.senders.all().stream().map(HeartbeatSender::endpoint).distinct().toList();
		}

	}

}

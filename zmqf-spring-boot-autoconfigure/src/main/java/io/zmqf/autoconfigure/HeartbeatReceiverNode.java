package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.transport.Endpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The receiver of heartbeats as a part of the application. */
final class HeartbeatReceiverNode implements ApplicationNode {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private final HeartbeatReceiver receiver;

	private final BoundAddresses addresses;

	HeartbeatReceiverNode(HeartbeatReceiver receiver) {
		this.receiver = receiver;
		this.addresses = new BoundAddresses(Map.of(receiver.endpoint(), Roles.HEARTBEAT_ADDRESS));
	}

	@Override
	public String name() {
		return "heartbeat-receiver";
	}

	@Override
	public List<Endpoint> endpoints() {
		return List.of(this.receiver.endpoint());
	}

	@Override
	public int phase() {
		return NodeLifecycle.HEARTBEAT_RECEIVER_PHASE;
	}

	@Override
	public void start() {
		this.addresses.start(this.receiver::start);
		logger.info("Heartbeats are received at " + this.receiver.endpoint());
	}

	@Override
	public void stop(Duration timeout) {
		this.receiver.stop();
	}

}

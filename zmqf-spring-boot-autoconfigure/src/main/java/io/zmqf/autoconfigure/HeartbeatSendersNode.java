package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.transport.Endpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The senders of heartbeats as a part of the application. */
final class HeartbeatSendersNode implements ApplicationNode {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private final HeartbeatSenders senders;

	HeartbeatSendersNode(HeartbeatSenders senders) {
		this.senders = senders;
	}

	@Override
	public String name() {
		return "heartbeat-sender";
	}

	@Override
	public List<Endpoint> endpoints() {
		return this.senders.all().stream().map(HeartbeatSender::endpoint).distinct().toList();
	}

	@Override
	public int phase() {
		return NodeLifecycle.HEARTBEAT_SENDER_PHASE;
	}

	@Override
	public void start() {
		this.senders.all().forEach(HeartbeatSender::start);
		logger.info("Heartbeats are sent to "
				+ endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", ")));
	}

	@Override
	public void stop(Duration timeout) {
		this.senders.all().forEach(HeartbeatSender::stop);
	}

}

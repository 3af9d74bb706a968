package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.List;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatSenderTests {

	private static final HeartbeatSettings SETTINGS = HeartbeatSettings.of(Endpoint.parse("tcp://127.0.0.1:5557"))
		.withPace(Duration.ofSeconds(1), Duration.ofSeconds(3), 1);

	private final SteppedTransport transport = new SteppedTransport();

	private final NodeRecord record = new NodeRecord();

	private final HeartbeatSender sender = new HeartbeatSender(SETTINGS, NodeIdentity.random(), NodeType.WORKER,
			this.transport, this.record);

	@BeforeEach
	void start() {
		this.sender.prepare();
		this.transport.open();
		this.sender.start();
		this.transport.turn();
	}

	@Test
	void sendsAtOnceAndThenAtEachInterval() {
		assertThat(sent()).isZero();
		this.transport.socket(0).connected();
		this.transport.turn();
		assertThat(sent()).isOne();
		assertThat(this.sender.status().alive()).isTrue();
		assertThat(this.sender.status().lastHeartbeat()).isNotNull();
		for (int second = 1; second <= 10; second++) {
			advance(1);
			pong();
			assertThat(sent()).isEqualTo(1 + second);
		}
		assertThat(this.record.receiver()).containsExactly(true);
	}

	@Test
	void continuesAfterAFailedHeartbeat() {
		this.transport.socket(0).fails(new OutOfMemoryError("a test's"));
		this.transport.socket(0).connected();
		this.transport.turn();
		assertThat(sent()).isZero();
		advance(1);
		assertThat(sent()).isOne();
		assertThat(this.transport.failures()).hasSize(1);
	}

	@Test
	void reportsItsReceiverAfterARestart() {
		this.transport.socket(0).connected();
		this.transport.turn();
		this.transport.end();
		this.sender.stop();
		this.transport.forget();
		start();
		this.transport.socket(0).connected();
		this.transport.turn();
		this.transport.socket(0).disconnected();
		advance(1);
		assertThat(this.record.receiver()).containsExactly(true, true, false);
	}

	@Test
	void sendsNothingToBeReadLaterWithoutAConnection() {
		this.transport.socket(0).connected();
		this.transport.turn();
		this.transport.socket(0).disconnected();
		this.transport.turn();
		for (int second = 1; second <= 10; second++) {
			advance(1);
		}
		assertThat(sent()).isOne();
		assertThat(this.record.receiver()).containsExactly(true, false);
		this.transport.socket(0).connected();
		this.transport.turn();
		assertThat(sent()).isEqualTo(2);
		assertThat(this.record.receiver()).containsExactly(true, false, true);
	}

	@Test
	void aReceiverThatAnsweredAndFallsSilentIsGone() {
		this.transport.socket(0).connected();
		answer();
		for (int second = 1; second <= 5; second++) {
			assertThat(this.sender.status().alive()).isTrue();
			advance(1);
			pong();
		}
		assertThat(this.sender.status().alive()).isFalse();
		assertThat(this.sender.status().lastAnswer()).isNotNull();
		assertThat(this.transport.sockets(0)).hasSize(1);
		assertThat(this.record.receiver()).containsExactly(true, false);
		answer();
		assertThat(this.record.receiver()).containsExactly(true, false, true);
	}

	@Test
	void unansweringReceiverIsAliveWhileItsConnectionIs() {
		this.transport.socket(0).connected();
		for (int second = 1; second <= 100; second++) {
			advance(1);
			pong();
		}
		assertThat(this.sender.status().alive()).isTrue();
		this.transport.socket(0).peerGone();
		this.transport.turn();
		assertThat(this.sender.status().alive()).isFalse();
	}

	@Test
	void silentConnectionIsReplacedAfterTheMisses() {
		this.transport.socket(0).connected();
		this.transport.turn();
		advance(1);
		pong();
		for (int second = 1; second <= 4; second++) {
			advance(1);
			assertThat(this.sender.status().alive()).isTrue();
		}
		advance(1);
		assertThat(this.sender.status().alive()).isFalse();
		assertThat(this.transport.sockets(0)).hasSize(2).first().matches(ScriptedSocket::isClosed);
		assertThat(this.transport.socket(0).attempts()).isOne();
		int before = sent();
		advance(5);
		assertThat(sent()).isEqualTo(before);
		this.transport.socket(0).connected();
		this.transport.turn();
		assertThat(this.record.receiver()).containsExactly(true, false, true);
		assertThat(sent()).isEqualTo(before + 1);
	}

	@Test
	void aPauseOfItsOwnIsNotTheReceiversMiss() {
		this.transport.socket(0).connected();
		answer();
		advance(60);
		assertThat(this.sender.status().alive()).isTrue();
		answer();
		advance(1);
		assertThat(this.record.receiver()).containsExactly(true);
	}

	@Test
	void sendsGoodbyeToAnAnsweringReceiver() {
		this.transport.socket(0).connected();
		answer();
		this.transport.end();

		List<byte[][]> sent = this.transport.socket(0).sent();
		assertThat(sent).hasSize(2);
		assertThat(RawPeer.text(sent.get(1)[2])).contains("\"bye\":true");
	}

	@Test
	void sendsNoGoodbyeToAnUnansweringReceiver() {
		this.transport.socket(0).connected();
		this.transport.turn();
		this.transport.end();

		assertThat(sent()).isOne();
	}

	private void pong() {
		this.transport.socket(0).heard(this.transport.clock().getAsLong());
	}

	private int sent() {
		return this.transport.sockets(0).stream().mapToInt((socket) -> socket.sent().size()).sum();
	}

	private void answer() {
		byte[][] answer = Heartbeat.answer(new byte[0]);
		this.transport.socket(0).incoming(answer[1], answer[2], answer[3]);
		this.transport.turn();
	}

	private void advance(int seconds) {
		this.transport.clock().advance(Duration.ofSeconds(seconds));
		this.transport.turn();
	}

}

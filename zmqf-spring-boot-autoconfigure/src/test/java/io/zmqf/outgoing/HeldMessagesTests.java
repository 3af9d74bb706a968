package io.zmqf.outgoing;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.zmqf.support.RawPeer;
import io.zmqf.support.TransportRecord;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SteppedTransport;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The queue of messages for clients while sending fails. */
class HeldMessagesTests {

	private final TransportRecord record = new TransportRecord();

	private final List<String> sent = new ArrayList<>();

	private SendResult result = SendResult.FULL;

	private @Nullable Error failure;

	private long now;

	private int attempts;

	private int scheduled;

	private int emptied;

	private final SocketLoop loop = (SocketLoop) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { SocketLoop.class }, (proxy, method, arguments) -> switch (method.getName()) {
				case "send" -> send((byte[][]) arguments[0]);
				case "now" -> this.now;
				case "schedule" -> this.scheduled++;
				default -> throw new UnsupportedOperationException(method.getName());
			});

	private final HeldMessages held = new HeldMessages("socket", this.loop, new SteppedTransport(this.record), 10_000,
			() -> this.emptied++);

	private SendResult send(byte[][] frames) {
		this.attempts++;
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.result == SendResult.SENT) {
			this.sent.add(RawPeer.text(frames[3]));
		}
		return this.result;
	}

	private void reply(String client, String data) {
		this.held.sendReply(frames(client, data), () -> 1);
	}

	private static byte[][] frames(String client, String data) {
		return Stream.of(client, "", "echo", data)
			.map((frame) -> frame.getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
	}

	@Test
	void failedSendIsRetried() {
		reply("c", "1");
		reply("d", "2");
		this.failure = new OutOfMemoryError("on purpose");
		int before = this.scheduled;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.held::retry);
		assertThat(this.scheduled).isGreaterThan(before);
		assertThat(this.emptied).isZero();
		this.failure = null;
		this.result = SendResult.SENT;
		this.held.retry();
		assertThat(this.sent).containsExactlyInAnyOrder("1", "2");
		assertThat(this.held.isEmpty()).isTrue();
		assertThat(this.emptied).isOne();
	}

	@Test
	void ofManyClientsThatTakeNothingAPartIsTriedAtATime() {
		for (int i = 0; i < 100; i++) {
			reply("client" + i, String.valueOf(i));
		}
		this.attempts = 0;
		for (int i = 1; i <= 4; i++) {
			this.held.retry();
			assertThat(this.attempts).isEqualTo(20 * i);
		}
		this.result = SendResult.SENT;
		this.held.retry();
		assertThat(this.sent).hasSize(100).startsWith("80", "81").endsWith("78", "79");
		assertThat(this.held.isEmpty()).isTrue();
	}

	@Test
	void endOfAStreamIsCreatedWhenItIsSent() {
		AtomicReference<String> end = new AtomicReference<>("complete");
		this.held.sendEnd(() -> frames("c", end.get()), 1);
		end.set("error");
		this.result = SendResult.SENT;
		this.held.retry();
		assertThat(this.sent).containsExactly("error");
	}

	@Test
	void anEndThatFindsTooMuchIsAReplyAndOutlivesItsItems() {
		Transport transport = new SteppedTransport(this.record).limitMemory(2_000);
		HeldMessages limited = new HeldMessages("socket", this.loop, transport, 10_000, () -> this.emptied++);
		int[] late = new int[1];
		while (limited.sendItem(frames("c", "x".repeat(300)), 5, () -> late[0]++)) {
			// until more than the limit waits
		}
		limited.sendEnd(() -> frames("c", "end" + "x".repeat(8_000)), 50);
		limited.sendReply(frames("d", "y".repeat(8_000)), () -> 50);
		assertThat(this.record.drops("socket", DropReason.HIGH_WATER_MARK)).isOne();
		this.now = 10;
		limited.retry();
		assertThat(late[0]).isPositive();
		this.result = SendResult.SENT;
		limited.retry();
		assertThat(this.sent).hasSize(2)
			.anyMatch((data) -> data.startsWith("end"))
			.anyMatch((data) -> data.contains("413"));
		assertThat(limited.isEmpty()).isTrue();
	}

	@Test
	void unroutableMessagesMakeRoom() {
		reply("c", "x".repeat(9_000));
		this.result = SendResult.UNROUTABLE;
		this.held.retry();
		assertThat(this.record.drops("socket", DropReason.UNROUTABLE)).isOne();
		this.result = SendResult.FULL;
		reply("c", "y".repeat(9_000));
		assertThat(this.record.drops("socket", DropReason.HIGH_WATER_MARK)).isZero();
	}

	@Test
	void queuedMessagesAreDroppedAtTheEnd() {
		reply("c", "1");
		reply("c", "2");
		this.held.close();
		assertThat(this.record.drops("socket", DropReason.HIGH_WATER_MARK)).isEqualTo(2);
		assertThat(this.held.isEmpty()).isTrue();
	}

}

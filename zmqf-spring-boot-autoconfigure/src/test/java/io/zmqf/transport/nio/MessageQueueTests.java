package io.zmqf.transport.nio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageQueueTests {

	private final MessageQueue queue = new MessageQueue();

	@Test
	void keepsTheOrderHoweverItGrowsAndShrinks() {
		Random random = new Random(1);
		Deque<byte[][]> expected = new ArrayDeque<>();
		for (int round = 0; round < 1000; round++) {
			for (int added = random.nextInt(random.nextBoolean() ? 8 : 600); added > 0; added--) {
				byte[][] message = { new byte[random.nextInt(4)] };
				this.queue.add(message);
				expected.add(message);
			}
			for (int taken = random.nextInt(700); taken > 0; taken--) {
				assertThat(this.queue.poll()).isSameAs(expected.poll());
			}
			assertThat(this.queue.size()).isEqualTo(expected.size());
			assertThat(this.queue.bytes()).isEqualTo(expected.stream().mapToLong(MessageQueue::bytes).sum());
		}
	}

	@Test
	void isEmptyOnceCleared() {
		this.queue.add(new byte[][] { {} });
		this.queue.clear();
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.poll()).isNull();
		assertThat(this.queue.bytes()).isZero();
	}

}

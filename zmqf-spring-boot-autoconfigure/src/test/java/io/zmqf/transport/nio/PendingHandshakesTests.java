package io.zmqf.transport.nio;

import java.net.InetAddress;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PendingHandshakesTests {

	private static final Duration HANDSHAKE = Duration.ofMillis(3);

	private static final Duration SAVED = Duration.ofMillis(250);

	private final PendingHandshakes<String> handshakes = new PendingHandshakes<>(4);

	@Test
	void ownerOfTheMostLosesItsOldest() {
		this.handshakes.begin("other", "b");
		this.handshakes.begin("first", "a");
		this.handshakes.begin("second", "a");
		assertThat(this.handshakes.surplus()).isNull();
		this.handshakes.begin("third", "a");
		assertThat(this.handshakes.surplus()).isEqualTo("first");
		assertThat(this.handshakes.end("first", "a")).isTrue();
		assertThat(this.handshakes.end("first", "a")).isFalse();
		assertThat(this.handshakes.surplus()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false",
			"2001:db8:1:2::1, 2001:db8:1:2:3::4, true", "2001:db8:1:2::1, 2001:db8:1:3::1, false" })
	void networkOfIpv6IsOneOwner(String one, String other, boolean same) throws Exception {
		assertThat(origin(one).equals(origin(other))).isEqualTo(same);
	}

	@Test
	void unauthenticatedPeersGetAQuarterOfTheTimeUnderContention() {
		HandshakeBudget time = new HandshakeBudget();
		long begin = System.nanoTime();
		assertThat(spent(time, begin, Duration.ofSeconds(20))).isBetween(Duration.ofSeconds(5),
				Duration.ofSeconds(5).plus(SAVED).plus(HANDSHAKE));
		long later = begin + Duration.ofHours(1).toNanos();
		assertThat(spent(time, later, HANDSHAKE)).as("a long silence is not saved up")
			.isBetween(SAVED, SAVED.multipliedBy(2));
	}

	/**
	 * Returns the time of handshakes that arrive without a pause, on a clock that they
	 * advance.
	 */
	private static Duration spent(HandshakeBudget time, long begin, Duration span) {
		Duration spent = Duration.ZERO;
		long now = begin;
		while (now - begin < span.toNanos() || time.isLeft(now)) {
			if (time.isLeft(now)) {
				time.spend(HANDSHAKE.toNanos());
				spent = spent.plus(HANDSHAKE);
			}
			now += HANDSHAKE.toNanos();
		}
		return spent;
	}

	private static Object origin(String address) throws Exception {
		return PendingHandshakes.origin(InetAddress.getByName(address));
	}

}

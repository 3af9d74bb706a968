package io.zmqf.transport.session;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HandshakesTests {

	private final Handshakes<String> handshakes = new Handshakes<>(4);

	@Test
	void whoHasMostLosesTheOldest() {
		this.handshakes.begin("other", "b", 10);
		this.handshakes.begin("first", "a", 10);
		this.handshakes.begin("second", "a", 11);
		assertThat(this.handshakes.surplus()).isNull();
		this.handshakes.begin("third", "a", 12);
		assertThat(this.handshakes.surplus()).isEqualTo("first");
		assertThat(this.handshakes.end("first", "a")).isTrue();
		assertThat(this.handshakes.end("first", "a")).isFalse();
		assertThat(this.handshakes.surplus()).isNull();
	}

	@Test
	void addressesTakeTurns() {
		for (String connection : List.of("a1", "a2", "a3", "b1")) {
			this.handshakes.begin(connection, connection.substring(0, 1), 10);
			this.handshakes.await(connection, connection.substring(0, 1));
		}
		assertThat(List.of(next(), next(), next(), next())).containsExactly("a1", "b1", "a2", "a3");
		assertThat(this.handshakes.next()).isNull();
	}

	private String next() {
		return String.valueOf(this.handshakes.next());
	}

	@Test
	void thoseWhoseTimeIsUpAreNamed() {
		this.handshakes.begin("late", "a", 10);
		this.handshakes.begin("early", "a", 20);
		assertThat(this.handshakes.overdue(9)).isEmpty();
		assertThat(this.handshakes.overdue(10)).containsExactly("late");
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false",
			"2001:db8:1:2::1, 2001:db8:1:2:3::4, true", "2001:db8:1:2::1, 2001:db8:1:3::1, false" })
	void whoHasANetworkOfIpv6IsOne(String one, String other, boolean same) throws Exception {
		assertThat(origin(one).equals(origin(other))).isEqualTo(same);
	}

	private static Object origin(String address) throws Exception {
		return Handshakes.origin(InetAddress.getByName(address));
	}

}

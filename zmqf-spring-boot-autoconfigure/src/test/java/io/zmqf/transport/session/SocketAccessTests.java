package io.zmqf.transport.session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SocketAccessTests {

	@Test
	void supportsThisJeroMq() {
		assertThat(SocketAccess.supported()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "addEndpoint", "attachPipe", "cnPrecom", "cnPeerNonce", "outsize" })
	void doesNotSupportAJeroMqWithoutOneOfItsMembers(String member) {
		assertThat(new AlteredJeroMq(member).supports(SocketAccess.class)).isFalse();
	}

	@Test
	void doesNotMindOtherMembers() {
		assertThat(new AlteredJeroMq("unregisterTermAck").supports(SocketAccess.class)).isTrue();
	}

	@Test
	void isSupportedWhoeverAsks() throws InterruptedException {
		AlteredJeroMq unaltered = new AlteredJeroMq("unregisterTermAck");
		Thread.currentThread().interrupt();
		assertThat(unaltered.supports(SocketAccess.class)).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

}

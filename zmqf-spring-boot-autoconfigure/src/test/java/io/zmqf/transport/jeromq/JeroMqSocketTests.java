package io.zmqf.transport.jeromq;

import java.nio.charset.StandardCharsets;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.internal.BoundNames;
import org.junit.jupiter.api.Test;
import org.zeromq.ZContext;

import static org.assertj.core.api.Assertions.assertThat;

/** A socket apart from its loop. */
class JeroMqSocketTests {

	private static final Endpoint NAME = Endpoint.parse("inproc://late");

	private final BoundNames<JeroMqSocket> names = new BoundNames<>(JeroMqSocket::onName);

	@Test
	void aLateWakeUpHidesNoMessage() {
		try (ZContext context = new ZContext()) {
			JeroMqSocket router = open(context, SocketSettings.binding(SocketSettings.Type.ROUTER, NAME));
			JeroMqSocket dealer = open(context, SocketSettings.serving(NAME, bytes("dealer")));
			dealer.connect();
			assertThat(dealer.receive()).isNull();
			assertThat(dealer.send(new byte[][] { bytes("hello") })).isEqualTo(SendResult.SENT);
			assertThat(router.receive()).isDeepEqualTo(new byte[][] { bytes("dealer"), bytes("hello") });
			assertThat(router.send(new byte[][] { bytes("dealer"), bytes("last words") })).isEqualTo(SendResult.SENT);
			dealer.wakeUp();
			assertThat(dealer.receive()).isDeepEqualTo(new byte[][] { bytes("last words") });
		}
	}

	private JeroMqSocket open(ZContext context, SocketSettings settings) {
		return JeroMqSocket.open(context, this.names, settings, (source, event) -> {
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}

package io.zmqf.router;

import io.zmqf.message.Capabilities;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.PeerName;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The state that a router keeps for a request. */
class RoutedRequestTests {

	@Test
	void ageIsNotNegativeDespiteClocksOfOtherLoops() {
		byte[][] frames = { "client".getBytes(), {}, "echo".getBytes(), "1".getBytes() };
		try (NioTransport transport = new NioTransport(TransportListener.NONE)) {
			RouterSettings settings = RouterSettings.of(Endpoint.parse("inproc://frontend"),
					Endpoint.parse("inproc://backend"));
			Backend backend = new Backend(settings, transport, RouterListener.NONE,
					new RoutedRequestTracing(RequestTracing.NONE));
			RoutedRequest request = new RoutedRequest(new ClientConnection(PeerName.UNKNOWN, null, Capabilities.NONE),
					frames, 1, "echo", ForwardedHeaders.of(frames, 1), 1000, backend.requests());
			assertThat(request.age(900)).isZero();
			assertThat(request.age(1500)).isEqualTo(500);
		}
	}

}

package io.zmqf.sample;

import io.zmqf.test.AutoConfigureTestZmqTransport;
import io.zmqf.test.LocalZmqPort;
import io.zmqf.test.ZmqTester;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/** The profile of the sample that has an address, in memory and at a free port. */
class ServerProfileTests {

	@Nested
	@SpringBootTest
	@ActiveProfiles("server")
	@AutoConfigureTestZmqTransport
	class InMemory {

		@Autowired
		private ZmqTester zmq;

		@Test
		void answersWithoutItsAddress() {
			assertThat(this.zmq.request("quotes.price", new Line("oak-table", 2))).isOk().hasJson("{'total': 698}");
		}

	}

	@Nested
	@SpringBootTest(properties = "zmqf.server.address=tcp://127.0.0.1:0")
	@ActiveProfiles("server")
	class AtAFreePort {

		@LocalZmqPort
		private int port;

		@Test
		void answersAnyPeerOfZeroMq() {
			try (ZContext context = new ZContext(); ZMQ.Socket socket = context.createSocket(SocketType.REQ)) {
				socket.setReceiveTimeOut(30_000);
				// a new connection of JeroMQ stalls at times
				socket.setHandshakeIvl(2000);
				socket.connect("tcp://127.0.0.1:" + this.port);
				socket.sendMore("quotes.price");
				socket.send("{\"article\": \"oak-table\", \"quantity\": 2}");
				assertThat(socket.recvStr()).isEqualTo("quotes.price");
				assertThat(socket.recvStr()).contains("\"total\":698.00");
			}
		}

	}

}

package io.zmqf.interop;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;

import io.zmqf.message.ProblemType;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketLimits;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of too many frames. */
@Timeout(60)
class OversizedMessagesTests {

	private final Nodes nodes = new Nodes();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void connectionWithAMessageThatDoesNotEndIsClosed() throws IOException {
		Worker server = this.nodes.echoServer("one");
		try (Socket socket = Zmtp.connectAsDealer(server.endpoints().get(0))) {
			byte[] more = Zmtp.frame(Zmtp.ascii("x"), true);
			byte[] most = new byte[more.length * (SocketLimits.DEFAULT.frames() + 1)];
			for (int i = 0; i < most.length; i++) {
				most[i] = more[i % more.length];
			}
			socket.getOutputStream().write(most);
			assertThat(Zmtp.isClosedByPeer(socket, 40_000)).isTrue();
		}
		assertThat(this.nodes.record().events("zmqf-server", SocketEvent.Type.TOO_MANY_FRAMES)).isOne();
		assertThat(this.nodes.client(server.endpoints().get(0)).request("echo", 1, JsonNode.class)).isNotNull();
	}

	@Test
	void messageOfManyFramesIsTaken() {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.nodes.echoWorker("one", router.backend());
		this.nodes.workers().awaitJoined(1);
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		Object[] frames = envelope(16);
		client.send(frames);
		assertThat(client.receiveText()).startsWith("address", "address").contains("echo");
	}

	@Test
	void envelopeThatIsTooDeepIsAnsweredSo() {
		Router router = this.nodes.router(Nodes.ROUTER);
		Worker server = this.nodes.echoServer("one");
		for (Endpoint endpoint : new Endpoint[] { router.frontend(), server.endpoints().get(0) }) {
			RawPeer client = this.nodes.dealer(endpoint, null);
			client.send(envelope(40));
			assertThat(client.receiveText()).startsWith("address")
				.contains("error")
				.last()
				.asString()
				.contains(ProblemType.TOO_LARGE.uri());
		}
	}

	private static Object[] envelope(int depth) {
		Object[] frames = new Object[depth + 3];
		Arrays.fill(frames, "address");
		frames[depth] = "";
		frames[depth + 1] = "echo";
		frames[depth + 2] = "1";
		return frames;
	}

}

package io.zmqf.interop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

import io.zmqf.message.ProblemType;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Messages of too many frames. */
@Timeout(60)
class OversizedMessagesTests {

	private static final String GREETING = "ff00000000000000017f0301" + "4e554c4c" + "00".repeat(48);

	private static final String READY = "0419" + "055245414459" + "0b536f636b65742d54797065" + "000000064445414c4552";

	private final Nodes nodes = new Nodes();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void connectionWithAMessageThatDoesNotEndIsClosed() throws IOException {
		Worker server = this.nodes.echoServer("one");
		try (Socket socket = connect(server.endpoints().get(0))) {
			socket.getOutputStream().write(bytes(GREETING + READY));
			socket.getInputStream().readNBytes(64);
			byte[] more = { 1, 1, 'x' };
			assertThat(isClosedAfter(socket, more, 100_000)).isTrue();
		}
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

	private static Socket connect(Endpoint endpoint) throws IOException {
		Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(tcp.host(), tcp.port()));
		socket.setSoTimeout(10_000);
		return socket;
	}

	private static boolean isClosedAfter(Socket socket, byte[] frame, int frames) throws IOException {
		try {
			for (int i = 0; i < frames; i++) {
				socket.getOutputStream().write(frame);
			}
			socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
			return true;
		}
		catch (java.net.SocketTimeoutException ex) {
			return false;
		}
		catch (java.net.SocketException ex) {
			return true;
		}
	}

	private static byte[] bytes(String hex) {
		byte[] bytes = new byte[hex.length() / 2];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
		}
		return bytes;
	}

}

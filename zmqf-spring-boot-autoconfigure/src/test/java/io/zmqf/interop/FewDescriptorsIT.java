package io.zmqf.interop;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Nodes;
import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A router with fewer file descriptors than connections that send nothing. */
@Timeout(120)
@Tag("jdk-independent")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the limit is set by a shell")
class FewDescriptorsIT {

	private static final List<String> FEW_DESCRIPTORS = List.of("bash", "-c", "ulimit -n 256; exec \"$@\"", "bash");

	private static final int SILENT = 600;

	/** One connection each tenth of a second would take more than half a minute. */
	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final Nodes nodes = new Nodes();

	private final List<Socket> silent = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (Socket socket : this.silent) {
			socket.close();
		}
		this.nodes.close();
	}

	@Test
	void silentConnectionsDoNotKeepOthersOut() throws IOException {
		try (NodeProcess router = NodeProcess.routerBehind(FEW_DESCRIPTORS, Nodes.ANY, Nodes.ANY)) {
			Endpoint frontend = router.endpoints().get(0);
			this.nodes.echoWorker("one", router.endpoints().get(1));
			request(frontend);
			failHandshake(frontend);
			for (int i = 0; i < SILENT; i++) {
				this.silent.add(Zmtp.connect(frontend));
			}
			request(frontend);
		}
	}

	private void request(Endpoint frontend) {
		try (RequestClient client = this.nodes.client(ClientSettings.of("client", frontend).withTimeout(TIMEOUT))) {
			assertThat(client.request("echo", 1, JsonNode.class).path("by").asString()).isEqualTo("one");
		}
	}

	/** Loads the classes for it, which can't be loaded without a descriptor. */
	private static void failHandshake(Endpoint frontend) throws IOException {
		try (Socket socket = Zmtp.connect(frontend)) {
			socket.getOutputStream().write(new byte[64]);
			assertThat(Zmtp.isClosedByPeer(socket, 20_000)).isTrue();
		}
	}

}

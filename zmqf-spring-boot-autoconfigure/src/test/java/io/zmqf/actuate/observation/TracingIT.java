package io.zmqf.actuate.observation;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.peers.PythonPeer;
import io.zmqf.support.Nodes;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The spans of requests to peers without tracing. */
@SuppressWarnings("try")
@RequiresTool(Tool.PYZMQ)
class TracingIT {

	private final InMemorySpanExporter spans = InMemorySpanExporter.create();

	private final ApplicationContextRunner runner = ObservedContexts.tracing()
		.withBean(SpanExporter.class, () -> this.spans);

	@Test
	void aPythonServerAnswersAndTheClientHasItsSpan() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", Nodes.ANY.toString())) {
			assertAnswered("zmqf.client.address=" + server.endpoint());
		}
	}

	@Test
	void aPythonWorkerBehindAPythonRouterAnswersAndTheClientHasItsSpan() {
		try (PythonPeer router = PythonPeer.start("router.py", "--frontend", Nodes.ANY.toString(), "--backend",
				Nodes.ANY.toString());
				PythonPeer worker = PythonPeer.start("worker.py", "--endpoint", router.endpoints().get(1))) {
			assertAnswered("zmqf.client.address=" + router.endpoint(), "zmqf.client.correlation=none");
		}
	}

	private void assertAnswered(String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			for (int i = 0; i < 20; i++) {
				JsonNode reply = context.getBean(ZmqClient.class).request("echo", i, JsonNode.class);
				assertThat(reply.path("echo").intValue()).isEqualTo(i);
			}
			assertThat(spans(context, 20)).extracting(SpanData::getName).containsOnly("request echo");
		});
	}

	private List<SpanData> spans(ApplicationContext context, int count) {
		await().until(() -> {
			context.getBean(SdkTracerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
			return this.spans.getFinishedSpanItems().size() >= count;
		});
		assertThat(this.spans.getFinishedSpanItems()).hasSize(count);
		return this.spans.getFinishedSpanItems();
	}

}

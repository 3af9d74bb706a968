package io.zmqf.actuate.endpoint;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.event.Journal;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/** The requests of the page: its data and its test requests. */
class ZmqEndpointWebExtensionTests {

	private static final String SECRET = "correct horse battery staple";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String TRACE_PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withPropertyValues("spring.application.name=shop")
		.withUserConfiguration(Handlers.class, ZmqTestContexts.Caller.class);

	@Test
	void showsTheNodesOfTheApplicationOnceEach() {
		this.runner.run((context) -> {
			await().ignoreExceptions().untilAsserted(() -> {
				JsonNode nodes = page(context).at("/nodes");
				assertThat(nodes.valueStream().map((node) -> node.path("type").asString())).containsExactly("router",
						"worker", "client");
				assertThat(nodes).allSatisfy((node) -> {
					assertThat(node.path("name").asString()).isEqualTo("shop");
					assertThat(node.path("here").asBoolean()).isTrue();
					assertThat(node.path("state").asString()).isEqualTo("up");
				});
				assertThat(nodes.get(1).path("capacity").asInt()).isEqualTo(80);
				assertThat(nodes.get(1).path("heartbeat").isNumber()).isTrue();
				assertThat(nodes.get(2).at("/peers/0").asString()).isEqualTo("router");
				assertThat(event(context, "wait").path("workers").asInt()).isOne();
			});
		});
	}

	@Test
	void countsRequestsAndProblemsOfEachEventWhilePolled() {
		this.runner.run((context) -> {
			page(context);
			ZmqClient client = context.getBean(ZmqClient.class);
			client.request("echo", Map.of(), JsonNode.class);
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("unknown", null, Void.class));
			await().untilAsserted(() -> {
				assertThat(event(context, "echo").path("requests").asInt()).isOne();
				assertThat(event(context, "unknown").at("/errors/404").asInt()).isOne();
			});
			assertThat(event(context, "echo").path("p50").asDouble()).isPositive();
			assertThat(event(context, "unknown").path("workers").asInt()).isZero();
			assertThat(page(context).at("/nodes/1/requests").asInt()).isOne();
		});
	}

	@Test
	void showsTheOldestRequestsWithTheirTracesButNeverTheirData() {
		this.runner.run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			context.getBean(ZmqClient.class)
				.event("wait")
				.header("token", SECRET)
				.header("traceparent", TRACE_PARENT)
				.data(SECRET)
				.send();
			handlers.begun.await();
			JsonNode page = page(context);
			JsonNode request = page.at("/requests/0");
			assertThat(request.path("event").asString()).isEqualTo("wait");
			assertThat(request.path("trace").asString()).isEqualTo(TRACE);
			assertThat(request.path("attempts").asInt()).isOne();
			assertThat(request.path("node").asString()).isEqualTo(page.at("/nodes/1/key").asString());
			assertThat(page.toString()).doesNotContain(SECRET);
			handlers.end.countDown();
		});
	}

	@Test
	void namesTheClientsOfWhichNoneIsThePrimaryOne() {
		ApplicationContextRunner trying = ObservedContexts.runner()
			.withPropertyValues("zmqf.endpoint.call-enabled=true");
		trying.withBean("one", ZmqClient.class, () -> mock(ZmqClient.class))
			.withBean("other", ZmqClient.class, () -> mock(ZmqClient.class))
			.run((context) -> assertThat(refusal(context)).contains("several clients, and none is primary: one, other.")
				.contains("@Primary"));
		trying.withPropertyValues("zmqf.clients.billing.address=inproc://a", "zmqf.clients.stock.address=inproc://b")
			.run((context) -> assertThat(refusal(context))
				.contains("several clients, and none is primary: billing, stock.")
				.contains("Set zmqf.client.address"));
	}

	private static String refusal(ApplicationContext context) {
		return json(extension(context).call("echo", null, null)).path("refusal").asString();
	}

	@Test
	void aWorkerWithoutARouterShowsTheRouterThatItMisses() {
		ObservedContexts.runner()
			.withUserConfiguration(Handlers.class)
			.withPropertyValues("zmqf.worker.router=tcp://127.0.0.1:9")
			.run((context) -> {
				await().untilAsserted(() -> {
					JsonNode router = page(context).at("/nodes")
						.valueStream()
						.filter((node) -> node.path("type").asString().equals("router"))
						.findFirst()
						.orElseThrow();
					assertThat(router.path("state").asString()).isEqualTo("trying");
					assertThat(router.path("why").asString()).isNotEmpty();
					assertThat(router.path("address").asString()).isEqualTo("tcp://127.0.0.1:9");
				});
				assertThat(page(context).at("/events").valueStream().map((event) -> event.path("event").asString()))
					.containsExactlyInAnyOrder("echo", "wait");
			});
	}

	@Test
	void clientShowsItsOwnMeasurements() {
		ObservedContexts.runner()
			.withBean(SimpleMeterRegistry.class)
			.withUserConfiguration(ZmqTestContexts.Caller.class)
			.withPropertyValues("zmqf.client.address=tcp://127.0.0.1:9", "zmqf.client.timeout=20ms")
			.run((context) -> {
				assertThatExceptionOfType(ZmqException.class)
					.isThrownBy(() -> context.getBean(ZmqClient.class).request("echo", null, Void.class));
				JsonNode event = event(context, "echo");
				assertThat(event.path("requests").asInt()).isOne();
				assertThat(event.at("/errors").propertyStream().mapToInt((error) -> error.getValue().asInt()).sum())
					.as("%s", event)
					.isOne();
				assertThat(event.has("workers")).isFalse();
			});
	}

	@Test
	void returnsTheJournalWithTheTextOfTheLog() {
		this.runner.run((context) -> {
			await().untilAsserted(() -> assertThat(
					page(context).at("/journal/entries").valueStream().map((entry) -> entry.path("text").asString()))
				.anyMatch((text) -> text.endsWith(" joined, for 2 events")));
			long last = page(context).at("/journal/last").asLong();
			context.getBean(Journal.class).add(Journal.Level.WARN, "now");
			JsonNode news = read(context, last).at("/journal/entries");
			assertThat(news.valueStream().map((entry) -> entry.path("text").asString())).contains("now");
			assertThat(news.valueStream().map((entry) -> entry.path("n").asLong())).allMatch((number) -> number > last);
			for (long another : new long[] { last - 1_000_000, last + 1_000_000 }) {
				assertThat(read(context, another).at("/journal/entries").size()).as("of another start")
					.isEqualTo(page(context).at("/journal/entries").size());
			}
		});
	}

	@Test
	void nothingCanBeTriedUnlessAPropertyAllowsIt() {
		this.runner.run((context) -> {
			assertThat(page(context).at("/call/refusal").asString()).contains("zmqf.endpoint.call-enabled=true");
			WebEndpointResponse<byte[]> response = extension(context).call("echo", "\"a\"", null);
			assertThat(response.getStatus()).isEqualTo(403);
			assertThat(json(response).path("refusal").asString()).contains("zmqf.endpoint.call-enabled=true");
		});
	}

	@Test
	void sendsATestRequestAndReturnsReplyTimeAndTrace() {
		this.runner.withPropertyValues("zmqf.endpoint.call-enabled=true").run((context) -> {
			assertThat(page(context).at("/call").has("refusal")).isFalse();
			JsonNode outcome = json(extension(context).call("echo", "{\"a\": 1.5}", 20_000L));
			assertThat(outcome.path("outcome").asString()).isEqualTo("reply");
			assertThat(outcome.path("data").asString()).isEqualTo("{\"a\":1.5}");
			assertThat(outcome.path("millis").asDouble()).isPositive();
			assertThat(outcome.path("trace").asString()).matches("[0-9a-f]{32}")
				.isEqualTo(context.getBean(Handlers.class).trace);
		});
	}

	@Test
	void testRequestJoinsATraceOfTheApplication() {
		ObservedContexts.tracing()
			.withUserConfiguration(Handlers.class)
			.withPropertyValues("zmqf.endpoint.call-enabled=true")
			.run((context) -> {
				JsonNode outcome = json(extension(context).call("echo", "{}", null));
				assertThat(outcome.path("trace").asString()).matches("[0-9a-f]{32}")
					.isEqualTo(context.getBean(Handlers.class).trace);
			});
	}

	@Test
	void returnsTheProblemOrTheRefusalOfATestRequest() {
		this.runner.withPropertyValues("zmqf.endpoint.call-enabled=true").run((context) -> {
			JsonNode outcome = json(extension(context).call("unknown", null, 20_000L));
			assertThat(outcome.path("outcome").asString()).isEqualTo("problem");
			assertThat(outcome.path("status").asInt()).isEqualTo(404);
			assertThat(outcome.path("data").asString()).contains("urn:zmqf:no-handler");
			assertRefused(context, "echo", "{", 20_000L, "not valid JSON");
			assertRefused(context, "zmqf.ready", "{}", 20_000L, "zmqf.ready");
			assertRefused(context, "echo", "{}", 0L, "timeout");
			JsonNode late = json(extension(context).call("wait", "\"a\"", 1L));
			assertThat(late.path("outcome").asString()).isIn("none", "problem");
			context.getBean(Handlers.class).end.countDown();
		});
	}

	@Test
	void returnsTheContractOfAnEventOfAnotherApplication() {
		ObservedContexts.runner()
			.withPropertyValues("spring.application.name=router", "zmqf.router.frontend=tcp://127.0.0.1:0",
					"zmqf.router.backend=tcp://127.0.0.1:0")
			.run((router) -> {
				String[] addresses = { "zmqf.worker.router=" + router.getBean(Router.class).backend(),
						"zmqf.client.address=" + router.getBean(Router.class).frontend() };
				this.runner.withPropertyValues(addresses).run((worker) -> {
					await().untilAsserted(() -> {
						JsonNode contract = contract(router, "wait");
						assertThat(contract.at("/info/title").asString()).isEqualTo("shop");
						assertThat(contract.path("channels").propertyNames()).containsExactly("wait");
						assertThat(contract.at("/channels/wait/messages/request/payload/type").asString())
							.isEqualTo("string");
					});
					assertThat(contract(router, "unknown").size()).isZero();
					assertThat(contract(worker, "wait").at("/info/title").asString()).isEqualTo("shop");
					assertThat(Objects.requireNonNull(extension(router).document("asyncapi", null)).path("channels"))
						.isEmpty();
					assertThat(extension(router).document("unknown", "wait")).isNull();
				});
			});
	}

	@Test
	void clientReturnsTheContractsOfItsServerIfAuthorised() {
		for (boolean allowed : new boolean[] { true, false }) {
			this.runner
				.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0",
						"zmqf.security.server.any-operator=" + allowed)
				.run((server) -> ObservedContexts.runner()
					.withUserConfiguration(ZmqTestContexts.Caller.class)
					.withPropertyValues("zmqf.client.address=" + server.getBean(Worker.class).endpoints().get(0))
					.run((client) -> {
						ZmqClient zmq = client.getBean(ZmqClient.class);
						zmq.request("echo", Map.of(), JsonNode.class);
						assertThat(contract(client, "wait").path("channels").has("wait")).isEqualTo(allowed);
					}));
		}
	}

	private static JsonNode contract(ApplicationContext context, String event) {
		return Objects.requireNonNull(extension(context).document("asyncapi", event));
	}

	private void assertRefused(ApplicationContext context, String event, String data, long timeout, String reason) {
		WebEndpointResponse<byte[]> response = extension(context).call(event, data, timeout);
		assertThat(response.getStatus()).isEqualTo(400);
		assertThat(json(response).path("refusal").asString()).contains(reason);
	}

	private static ZmqEndpointWebExtension extension(ApplicationContext context) {
		return context.getBean(ZmqEndpointWebExtension.class);
	}

	private static JsonNode event(ApplicationContext context, String name) {
		return page(context).at("/events")
			.valueStream()
			.filter((event) -> event.path("event").asString().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static JsonNode page(ApplicationContext context) {
		return read(context, 0);
	}

	private static JsonNode read(ApplicationContext context, long after) {
		return json(extension(context).nodes(ZmqFormat.JSON, "page", after));
	}

	private static JsonNode json(WebEndpointResponse<?> response) {
		return JsonMapper.shared().readTree((byte[]) response.getBody());
	}

	static class Handlers {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		private volatile String trace;

		@ZmqHandler("wait")
		void wait(String text) throws InterruptedException {
			this.begun.countDown();
			this.end.await();
		}

		@ZmqHandler("echo")
		JsonNode echo(JsonNode data, @Header(name = "traceparent", required = false) String traceParent) {
			this.trace = (traceParent != null) ? traceParent.substring(3, 35) : null;
			return data;
		}

	}

}

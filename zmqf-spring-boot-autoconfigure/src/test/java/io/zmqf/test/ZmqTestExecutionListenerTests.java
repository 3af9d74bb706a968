package io.zmqf.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.JsonData;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.test.context.TestContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/** Tests that run in parallel with one context. */
class ZmqTestExecutionListenerTests {

	private final ZmqTestExecutionListener listener = new ZmqTestExecutionListener();

	private final MockZmqServer server = new MockZmqServer(mock(Transport.class), Endpoint.parse("inproc://mock"),
			new JsonData(new JsonMapper()));

	private final StaticApplicationContext context = new StaticApplicationContext();

	@Test
	void testsThatShareAServerRunOneAfterTheOther() {
		this.context.getBeanFactory().registerSingleton("server", this.server);
		TestContext first = testContext();
		TestContext second = testContext();
		this.listener.beforeTestMethod(first);
		this.server.expect("of the first");
		CompletableFuture<Thread> waiting = new CompletableFuture<>();
		CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
			waiting.complete(Thread.currentThread());
			this.listener.beforeTestMethod(second);
		});
		await().until(() -> waiting.join().getState() == Thread.State.WAITING);
		assertThat(other).isNotDone();
		this.listener.afterTestMethod(first);
		assertThat(other).succeedsWithin(Duration.ofSeconds(10));
		this.server.verify();
		this.listener.afterTestMethod(second);
	}

	@Test
	void turnEndsWithAContextThatIsClosedBefore() {
		this.context.getBeanFactory().registerSingleton("server", this.server);
		TestContext dirty = testContext();
		this.listener.beforeTestMethod(dirty);
		given(dirty.hasApplicationContext()).willReturn(false);
		this.listener.afterTestMethod(dirty);
		TestContext next = testContext();
		assertThat(CompletableFuture.runAsync(() -> this.listener.beforeTestMethod(next)))
			.succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void testsWithoutAServerDoNotWait() {
		this.listener.beforeTestMethod(testContext());
		this.listener.beforeTestMethod(testContext());
	}

	private TestContext testContext() {
		TestContext testContext = mock();
		Map<String, Object> attributes = new HashMap<>();
		given(testContext.hasApplicationContext()).willReturn(true);
		given(testContext.getApplicationContext()).willReturn(this.context);
		willAnswer((call) -> attributes.put(call.getArgument(0), call.getArgument(1))).given(testContext)
			.setAttribute(any(), any());
		given(testContext.removeAttribute(any())).willAnswer((call) -> attributes.remove(call.getArgument(0)));
		return testContext;
	}

}

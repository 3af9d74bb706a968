package io.zmqf.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.Message;
import io.zmqf.client.ZmqReplyExecutor;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.router.ZmqRouterCustomizer;
import io.zmqf.service.ImportZmqClients;
import io.zmqf.service.ZmqExchange;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.Worker;
import io.zmqf.worker.ZmqHandlerExecutor;
import io.zmqf.worker.ZmqHandlerInterceptor;
import io.zmqf.worker.ZmqWorkerCustomizer;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Contexts of one application: each runs the nodes that it has made, and no others. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ParentAndChildTests {

	private static final String SERVER = "zmqf.server.address=tcp://127.0.0.1:0";

	private static final String IN_MEMORY = "spring.main.banner-mode=off";

	private static final String ROUTER = "zmqf.router.frontend=tcp://127.0.0.1:0 zmqf.router.backend=inproc://pc-b"
			+ " zmqf.worker.router=inproc://pc-b";

	@ParameterizedTest
	@ValueSource(strings = { IN_MEMORY, SERVER, ROUTER })
	void theChildUsesTheNodesOfTheParentAndLeavesThemWhenItCloses(String properties) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, properties)) {
			for (int i = 0; i < 2; i++) {
				try (ConfigurableApplicationContext child = run(builder().parent(parent), Child.class, properties)) {
					assertThat(child.getBean(Worker.class)).isSameAs(parent.getBean(Worker.class));
					assertThat(child.getBeansOfType(NodeLifecycle.class)).isEmpty();
					assertThat(child.getBean(ZmqClient.class).request("parent", "x", String.class)).isEqualTo("x");
				}
				assertThat(parent.getBean(ZmqClient.class).request("parent", "x", String.class)).isEqualTo("x");
			}
			assertThat(parent.getBean(LocalNodes.class).workers().get(0).status().sockets()).isNotEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { IN_MEMORY, SERVER, ROUTER })
	void childHandlersAnswerAtTheNodesOfTheParentUntilTheChildCloses(String properties) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, properties)) {
			try (ConfigurableApplicationContext child = run(builder().parent(parent), Child.class, properties)) {
				assertChildAnswers(child.getBean(ZmqClient.class));
			}
			assertNoHandler("child", parent.getBean(ZmqClient.class));
		}
	}

	@Test
	void noBeanOfAChildAnswersWhileItIsDestroyed() {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, IN_MEMORY)) {
			ZmqClient client = parent.getBean(ZmqClient.class);
			LeavingHandlers handlers;
			try (ConfigurableApplicationContext child = run(builder().parent(parent), LeavingChild.class,
					"spring.main.lazy-initialization=true")) {
				await().ignoreExceptionsInstanceOf(ZmqRemoteException.class)
					.untilAsserted(() -> assertThat(client.request("leaving", null, String.class)).isEqualTo("there"));
				handlers = child.getBean(LeavingHandlers.class);
			}
			assertThat(handlers.whileDestroyed).isInstanceOf(ZmqRemoteException.class)
				.hasMessageContaining("503 No worker");
			assertThat(client.request("parent", "x", String.class)).isEqualTo("x");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { IN_MEMORY, SERVER, ROUTER })
	void aChildWaitsForItsHandlersThatRun(String properties) throws Exception {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, properties);
				ConfigurableApplicationContext child = run(builder().parent(parent), BusyChild.class, "a=b")) {
			ZmqClient client = parent.getBean(ZmqClient.class);
			BusyHandlers handlers = child.getBean(BusyHandlers.class);
			CompletableFuture<String> reply = handlers.begin(client);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(child::close);
			await().untilAsserted(() -> assertNoHandler("idle", client));
			await().during(Duration.ofMillis(200)).until(() -> !handlers.destroyed && !closed.isDone());
			handlers.mayEnd.countDown();
			assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
			assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("not destroyed");
			assertThat(handlers.destroyed).isTrue();
			assertThat(client.request("parent", "x", String.class)).isEqualTo("x");
		}
	}

	@ParameterizedTest
	@CsvSource({ IN_MEMORY + ",close", IN_MEMORY + ",close-inline", SERVER + ",close", SERVER + ",close-inline",
			ROUTER + ",close", ROUTER + ",close-inline" })
	void aChildThatAHandlerClosesDoesNotWaitForThat(String properties, String event) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, properties);
				ConfigurableApplicationContext child = run(builder().parent(parent), ClosingChild.class, properties)) {
			ZmqClient client = parent.getBean(ZmqClient.class);
			await().ignoreExceptionsInstanceOf(ZmqRemoteException.class)
				.untilAsserted(() -> assertThat(client.request("idle", null, String.class)).isEqualTo("idle"));
			assertThat(client.event(event).timeout(Duration.ofSeconds(15)).request(String.class)).isEqualTo("closed");
			assertThat(child.isActive()).isFalse();
		}
	}

	@Test
	void aChildThatAHandlerClosesWaitsForTheOthers() throws Exception {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, SERVER);
				ConfigurableApplicationContext child = run(builder().parent(parent), ClosingChild.class, "a=b")) {
			ZmqClient client = parent.getBean(ZmqClient.class);
			BusyHandlers handlers = child.getBean(BusyHandlers.class);
			CompletableFuture<String> reply = handlers.begin(client);
			CompletableFuture<String> closed = client.requestAsync("close", null, String.class);
			await().untilAsserted(() -> assertNoHandler("idle", client));
			await().during(Duration.ofMillis(200)).until(() -> !handlers.destroyed && !closed.isDone());
			handlers.mayEnd.countDown();
			assertThat(closed).succeedsWithin(Duration.ofSeconds(15)).isEqualTo("closed");
			assertThat(reply).succeedsWithin(Duration.ofSeconds(15)).isEqualTo("not destroyed");
		}
	}

	@Test
	void aChildWaitsNoLongerThanForAPhaseToStop() throws Exception {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, SERVER)) {
			BusyHandlers handlers;
			CompletableFuture<String> reply;
			try (ConfigurableApplicationContext child = run(builder().parent(parent), BusyChild.class,
					"spring.lifecycle.timeout-per-shutdown-phase=100ms")) {
				handlers = child.getBean(BusyHandlers.class);
				reply = handlers.begin(parent.getBean(ZmqClient.class));
			}
			assertThat(handlers.destroyed).isTrue();
			handlers.mayEnd.countDown();
			assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("destroyed");
		}
	}

	@Test
	void theBuilderStartsBoth() {
		try (ConfigurableApplicationContext child = builder().sources(Parent.class)
			.child(Child.class)
			.web(WebApplicationType.NONE)
			.run("--" + SERVER)) {
			assertChildAnswers(child.getBean(ZmqClient.class));
		}
	}

	@Test
	void twoChildrenOfAParentWithoutNodesHaveTheirOwn() {
		try (ConfigurableApplicationContext parent = run(builder(), Plain.class, "a=b");
				ConfigurableApplicationContext first = run(builder().parent(parent), Child.class, SERVER);
				ConfigurableApplicationContext second = run(builder().parent(parent), Child.class, SERVER)) {
			assertThat(first.getBean(Worker.class)).isNotSameAs(second.getBean(Worker.class));
			assertChildAnswers(first.getBean(ZmqClient.class));
			first.close();
			assertChildAnswers(second.getBean(ZmqClient.class));
		}
	}

	@Test
	void aChildHasAClientOfItsOwnWhereTheParentHasNone() {
		try (ConfigurableApplicationContext server = run(builder(), Parent.class, SERVER)) {
			String address = server.getBean(Worker.class).endpoints().get(0).toString();
			try (ConfigurableApplicationContext parent = run(builder(), Parent.class,
					"zmqf.worker.router=inproc://pc-none")) {
				try (ConfigurableApplicationContext child = run(builder().parent(parent), Plain.class, "a=b")) {
					assertThat(child.getBeanProvider(ZmqClient.class).getIfAvailable()).isNull();
				}
				try (ConfigurableApplicationContext child = run(builder().parent(parent), Child.class,
						"zmqf.client.address=" + address)) {
					assertThat(child.getBean(ZmqClient.class).request("parent", "x", String.class)).isEqualTo("x");
				}
				assertThat(parent.getBean(Worker.class).status().sockets()).isNotEmpty();
			}
		}
	}

	@Test
	void declaredClientOfAChildUsesTheClientOfItsParentDespiteNamedOnes() {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, SERVER);
				ConfigurableApplicationContext child = run(builder().parent(parent), DeclaringChild.class,
						"zmqf.clients.one.address=tcp://127.0.0.1:1 zmqf.clients.two.address=tcp://127.0.0.1:1")) {
			assertThat(child.getBean(ParentCalls.class).parent("x")).isEqualTo("x");
		}
	}

	@ParameterizedTest
	@CsvSource({ SERVER + ",zmqf.server.address=tcp://127.0.0.1:1", SERVER + ",zmqf.client.address=tcp://127.0.0.1:1",
			IN_MEMORY + ",zmqf.client.address=tcp://127.0.0.1:1", IN_MEMORY + ",zmqf.worker.router=tcp://127.0.0.1:1",
			"zmqf.worker.router=inproc://pc-none,zmqf.worker.router=inproc://pc-other" })
	void anAddressOfTheChildThatHasNoEffectIsReported(String ofParent, String ofChild, CapturedOutput output) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, ofParent);
				ConfigurableApplicationContext child = run(builder().parent(parent), Child.class, ofChild)) {
			assertThat(output).containsOnlyOnce(ofChild + " has no effect: this context uses the ");
			assertThat(child.getBeansOfType(NodeLifecycle.class)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { IN_MEMORY, SERVER, ROUTER })
	void interceptorsOfTheChildStandInFrontOfItsHandlersAlone(String properties) {
		try (ConfigurableApplicationContext parent = run(builder(), InterceptedParent.class, properties);
				ConfigurableApplicationContext middle = run(builder().parent(parent), Intercepting.class, "a=b");
				ConfigurableApplicationContext child = run(builder().parent(middle), InterceptedChild.class, "a=b")) {
			ZmqClient client = child.getBean(ZmqClient.class);
			await().ignoreExceptionsInstanceOf(ZmqRemoteException.class)
				.untilAsserted(() -> assertThat(client.request("child", "x", String.class))
					.isEqualTo("child x by parent, middle, child"));
			assertThat(client.request("parent", "x", String.class)).isEqualTo("x by parent");
			CompletableFuture<Void> pending = client.requestAsync("hang", null, Void.class);
			CompletableFuture<Void> handled = child.getBean(HangingHandlers.class).handled.join();
			pending.cancel(true);
			await().untilAsserted(() -> assertThat(handled).isCancelled());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void interceptorsHaveTheOrderOfTheirRegistrationAndOfTheirClass(boolean ofParent) {
		Class<?> intercepting = OrderedInterceptors.class;
		try (ConfigurableApplicationContext parent = run(builder(), ofParent ? intercepting : Parent.class, SERVER);
				ConfigurableApplicationContext child = run(builder().sources(Child.class).parent(parent),
						ofParent ? Child.class : intercepting, "a=b")) {
			assertThat(child.getBean(ZmqClient.class).request("child", "x", String.class))
				.isEqualTo("child x first second third");
		}
	}

	@Test
	void interceptorsAreCalledOnceRegardlessOfEquality() {
		try (ConfigurableApplicationContext parent = run(builder(), CountedParent.class, SERVER);
				ConfigurableApplicationContext child = run(builder().parent(parent), CountedChild.class, "a=b")) {
			assertThat(child.getBean(ZmqClient.class).request("child", "x", String.class))
				.isEqualTo("child x prototype equal early equal prototype");
		}
	}

	@ParameterizedTest
	@CsvSource({ SERVER + ",interceptor,ZmqClientInterceptor,client", SERVER + ",callbacks,ZmqReplyExecutor,client",
			SERVER + ",workers,ZmqWorkerCustomizer,server", IN_MEMORY + ",workers,ZmqWorkerCustomizer,worker",
			IN_MEMORY + ",routers,ZmqRouterCustomizer,router", IN_MEMORY + ",threads,ZmqHandlerExecutor,worker" })
	void aBeanOfTheChildThatHasNoEffectIsReported(String properties, String bean, String type, String role,
			CapturedOutput output) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, properties);
				ConfigurableApplicationContext child = run(builder().parent(parent), Extending.class, properties)) {
			assertThat(output).containsOnlyOnce("'" + bean + "' (" + type + ") has no effect: this context uses the "
					+ role + " of a parent context");
		}
	}

	@Test
	void propertiesOfTheClientsOfTheChildAreNotReported(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, SERVER);
				ConfigurableApplicationContext child = run(builder().parent(parent), Extending.class,
						"zmqf.clients.stock.address=tcp://127.0.0.1:1")) {
			assertThat(output).doesNotContain("has no effect: this context uses the client");
		}
	}

	@Test
	void aBeanOfTheParentIsNotReportedForItsChild(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = run(builder(), Extending.class, SERVER);
				ConfigurableApplicationContext child = run(builder().parent(parent), Extending.class, SERVER);
				ConfigurableApplicationContext other = run(builder(), Extending.class, SERVER)) {
			assertThat(output).doesNotContain("has no effect");
		}
	}

	@Test
	void anAddressOfTheParentIsNotReportedForItsChild(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, SERVER);
				ConfigurableApplicationContext child = run(builder().parent(parent), Child.class, SERVER);
				ConfigurableApplicationContext other = run(builder().parent(parent), Child.class, "a=b")) {
			assertThat(output).doesNotContain("has no effect");
		}
	}

	@Test
	void aBeanOfTheSameClassInBothIsLeftToTheParent() {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, SERVER)) {
			try (ConfigurableApplicationContext child = run(builder().parent(parent), Parent.class, SERVER)) {
				assertThat(child.getBean(ZmqClient.class).request("parent", "x", String.class)).isEqualTo("x");
			}
			assertThat(parent.getBean(ZmqClient.class).request("parent", "x", String.class)).isEqualTo("x");
			assertThat(parent.getBeansOfType(Router.class)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void ofTwoChildrenWithTheSameHandlersOneAnswersUntilBothHaveClosed(boolean firstCloses) {
		try (ConfigurableApplicationContext parent = run(builder(), Parent.class, ROUTER);
				ConfigurableApplicationContext first = run(builder().parent(parent), Child.class, "a=b");
				ConfigurableApplicationContext second = run(builder().parent(parent), Child.class, "a=b")) {
			ZmqClient client = parent.getBean(ZmqClient.class);
			assertChildAnswers(client);
			(firstCloses ? first : second).close();
			assertChildAnswers(client);
			(firstCloses ? second : first).close();
			assertNoHandler("child", client);
			assertThat(client.request("parent", "x", String.class)).isEqualTo("x");
		}
	}

	/**
	 * The handlers of a child are announced to the router asynchronously, maybe after the
	 * first request.
	 */
	private static void assertChildAnswers(ZmqClient client) {
		await().ignoreExceptionsInstanceOf(ZmqRemoteException.class)
			.untilAsserted(() -> assertThat(client.request("child", "x", String.class)).isEqualTo("child x"));
	}

	/** A server reports that it has no handler, a router that the event has no worker. */
	private static void assertNoHandler(String event, ZmqClient client) {
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> client.request(event, null, String.class))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.NO_HANDLER) || ex.is(ProblemType.NO_WORKER)).isTrue());
	}

	/** Adds to the data, which shows the order of interceptors. */
	private static ZmqHandlerInterceptor suffix(String text) {
		return (request, next) -> {
			String data = new String(request.data(), StandardCharsets.UTF_8);
			byte[] changed = data.endsWith("\"")
					? (data.substring(0, data.length() - 1) + text + "\"").getBytes(StandardCharsets.UTF_8)
					: request.data();
			return next.handle(new Message(request.envelope(), request.event(), changed, request.headers()))
				.thenApply((reply) -> reply);
		};
	}

	private static SpringApplicationBuilder builder() {
		return new SpringApplicationBuilder().web(WebApplicationType.NONE);
	}

	private static ConfigurableApplicationContext run(SpringApplicationBuilder builder, Class<?> source,
			String properties) {
		return builder.sources(source)
			.web(WebApplicationType.NONE)
			.run(java.util.Arrays.stream(properties.split(" ")).map((each) -> "--" + each).toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ParentHandlers.class)
	static class Parent {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ChildHandlers.class)
	static class Child {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportZmqClients(types = ParentCalls.class)
	static class DeclaringChild {

	}

	interface ParentCalls {

		@ZmqExchange("parent")
		String parent(String text);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(LeavingHandlers.class)
	static class LeavingChild {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(BusyHandlers.class)
	static class BusyChild {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ BusyHandlers.class, ClosingHandlers.class })
	static class ClosingChild {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ParentHandlers.class)
	static class InterceptedParent {

		@Bean
		ZmqHandlerInterceptor ofParent() {
			return suffix(" by parent");
		}

	}

	/** Equal to any other with the same text. */
	private record Suffix(String text) implements ZmqHandlerInterceptor {

		@Override
		public CompletionStage<Message> intercept(Message request, RequestHandler next) throws Exception {
			return suffix(this.text).intercept(request, next);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Registered.class)
	static class OrderedInterceptors {

		@Bean
		ZmqHandlerInterceptor third() {
			return suffix(" third");
		}

		@Bean
		static BeanPostProcessor proxies() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof Second second)
							? ProxyFactory.getProxy(ZmqHandlerInterceptor.class, new SingletonTargetSource(second))
							: bean;
				}

			};
		}

	}

	static class Registered implements BeanRegistrar {

		@Override
		public void register(BeanRegistry registry, Environment environment) {
			registry.registerBean(Second.class);
			registry.registerBean("first", ZmqHandlerInterceptor.class,
					(bean) -> bean.order(1).supplier((context) -> suffix(" first")));
		}

	}

	@Order(2)
	static class Second implements ZmqHandlerInterceptor {

		@Override
		public CompletionStage<Message> intercept(Message request, RequestHandler next) throws Exception {
			return suffix(" second").intercept(request, next);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class CountedParent {

		@Bean
		@Order(1)
		@Scope("prototype")
		ZmqHandlerInterceptor prototypeOfParent() {
			return suffix(" prototype");
		}

		@Bean
		@Order(2)
		ZmqHandlerInterceptor ofParent() {
			return new Suffix(" equal");
		}

		@Bean(autowireCandidate = false)
		ZmqHandlerInterceptor noCandidateOfParent() {
			return suffix(" no candidate");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ChildHandlers.class)
	static class CountedChild {

		@Bean
		@Order(3)
		@Scope("prototype")
		ZmqHandlerInterceptor prototypeOfChild() {
			return suffix(" prototype");
		}

		@Bean
		@Order(2)
		ZmqHandlerInterceptor ofChild() {
			return new Suffix(" equal");
		}

		@Bean
		@Order(1)
		ZmqHandlerInterceptor early() {
			return suffix(" early");
		}

		@Bean(autowireCandidate = false)
		ZmqHandlerInterceptor noCandidate() {
			return suffix(" no candidate");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Intercepting {

		@Bean
		@Order(1)
		ZmqHandlerInterceptor ofMiddle() {
			return suffix(", middle");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ HangingHandlers.class, ChildHandlers.class })
	static class InterceptedChild {

		@Bean
		@Order(2)
		ZmqHandlerInterceptor ofChild() {
			return suffix(", child");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Extending {

		@Bean
		ZmqClientInterceptor interceptor() {
			return (request, next) -> next.execute(request);
		}

		@Bean
		ZmqWorkerCustomizer workers() {
			return (settings) -> settings;
		}

		@Bean
		ZmqRouterCustomizer routers() {
			return (settings) -> settings;
		}

		@Bean
		ZmqHandlerExecutor threads() {
			return new ZmqHandlerExecutor(new SimpleAsyncTaskExecutor());
		}

		@Bean
		ZmqReplyExecutor callbacks() {
			return new ZmqReplyExecutor(new SimpleAsyncTaskExecutor());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

	}

	static class HangingHandlers {

		private final CompletableFuture<CompletableFuture<Void>> handled = new CompletableFuture<>();

		@ZmqHandler("hang")
		CompletableFuture<Void> hang() {
			CompletableFuture<Void> reply = new CompletableFuture<>();
			this.handled.complete(reply);
			return reply;
		}

	}

	static class ParentHandlers {

		@ZmqHandler("parent")
		String answer(String text) {
			return text;
		}

	}

	static class ChildHandlers {

		@ZmqHandler("child")
		String answer(String text) {
			return "child " + text;
		}

	}

	static class BusyHandlers {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		private volatile boolean destroyed;

		@ZmqHandler("idle")
		String idle() {
			return "idle";
		}

		@ZmqHandler("busy")
		String busy() throws InterruptedException {
			this.begun.countDown();
			this.mayEnd.await();
			return this.destroyed ? "destroyed" : "not destroyed";
		}

		/** Sends a request, and returns once its handler runs. */
		CompletableFuture<String> begin(ZmqClient client) throws InterruptedException {
			await().ignoreExceptionsInstanceOf(ZmqRemoteException.class)
				.untilAsserted(() -> assertThat(client.request("idle", null, String.class)).isEqualTo("idle"));
			CompletableFuture<String> reply = client.event("busy")
				.timeout(Duration.ofSeconds(60))
				.requestAsync(String.class);
			this.begun.await();
			return reply;
		}

		@PreDestroy
		void destroy() {
			this.destroyed = true;
		}

	}

	static class ClosingHandlers {

		private final ConfigurableApplicationContext context;

		ClosingHandlers(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@ZmqHandler("close")
		String close() {
			this.context.close();
			return "closed";
		}

		@ZmqHandler(event = "close-inline", blocking = false)
		String closeInline() {
			return close();
		}

	}

	static class LeavingHandlers {

		private final ZmqClient client;

		private @Nullable Throwable whileDestroyed;

		LeavingHandlers(ZmqClient client) {
			this.client = client;
		}

		@ZmqHandler("leaving")
		String answer() {
			return "there";
		}

		@PreDestroy
		void leave() {
			this.whileDestroyed = catchThrowable(() -> this.client.request("leaving", null, String.class));
		}

	}

}

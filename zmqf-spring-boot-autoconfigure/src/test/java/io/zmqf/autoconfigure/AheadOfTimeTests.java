package io.zmqf.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.annotation.ZmqHandler;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** The code that is generated for an application, and its effect at startup. */
class AheadOfTimeTests {

	@Test
	void everyConditionalBeanOfARoleIsKnown() throws Exception {
		List<String> roles = new ArrayList<>();
		List<String> heartbeats = new ArrayList<>();
		for (String name : ImportCandidates.load(org.springframework.boot.autoconfigure.AutoConfiguration.class,
				null)) {
			if (name.startsWith("io.zmqf.")) {
				Class<?> type = ClassUtils.forName(name, null);
				for (Method method : type.getDeclaredMethods()) {
					if (MergedAnnotations.from(method).isPresent(Bean.class)) {
						collect(type, method, roles, heartbeats);
					}
				}
			}
		}
		assertThat(AheadOfTime.BEANS.values().stream().flatMap(Collection::stream))
			.containsExactlyInAnyOrderElementsOf(roles);
		assertThat(Stream.of(AheadOfTime.HEARTBEAT_RECEIVER_BEANS, AheadOfTime.HEARTBEAT_SENDER_BEANS)
			.flatMap(Collection::stream)).containsExactlyInAnyOrderElementsOf(heartbeats);
	}

	private static void collect(Class<?> type, Method method, List<String> roles, List<String> heartbeats) {
		MergedAnnotations annotations = MergedAnnotations.from(method);
		MergedAnnotation<ConditionalOnZmqRole> condition = annotations.get(ConditionalOnZmqRole.class);
		if (condition.isPresent() && condition.getBoolean("heartbeat")) {
			heartbeats.add(method.getName());
		}
		else if (condition.isPresent() || type.isAnnotationPresent(ConditionalOnZmqRole.class)
				|| method.getName().equals("zmqClientInitializer")) {
			roles.add(method.getName());
		}
	}

	@Test
	void handlersAndTheirDataHaveHints() throws Exception {
		RuntimeHints hints = process(Handlers.class);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Handlers.class.getDeclaredMethod("place", Order.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Order.class.getDeclaredMethod("customer")))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Receipt.class.getDeclaredMethod("number")))
			.accepts(hints);
	}

	@Test
	void namedClientsOfTheStartHaveHints() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new ZmqRuntimeHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(ApplicationClients.class.getDeclaredMethod("named", String.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(ApplicationClients.class.getDeclaredMethod("none"))).accepts(hints);
	}

	@Test
	void theVisitorOfJsonFormsHasAHint() {
		RuntimeHints hints = new RuntimeHints();
		new ZmqRuntimeHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(JsonFormatVisitorWrapper.class)).accepts(hints);
	}

	@Test
	void listenersHaveHints() {
		RuntimeHints hints = new RuntimeHints();
		new ZmqRuntimeHints().registerHints(hints, null);
		assertThat(CompositeListener.TYPES).allSatisfy((type) -> {
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints);
		});
	}

	private static RuntimeHints process(Class<?> handlers) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(handlers, ZmqTransportAutoConfiguration.class, ZmqHandlerAutoConfiguration.class,
				ZmqWorkerAutoConfiguration.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("io.zmqf", "Test")), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

	record Order(String customer) {
	}

	record Receipt(long number) {
	}

	static class Handlers {

		@ZmqHandler("orders.place")
		Receipt place(Order order) {
			return new Receipt(1);
		}

	}

}

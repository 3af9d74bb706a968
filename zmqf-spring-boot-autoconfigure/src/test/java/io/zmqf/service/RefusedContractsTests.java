package io.zmqf.service;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.zmqf.annotation.HandlerDiscovery;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Message;
import io.zmqf.worker.HandlerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.http.ProblemDetail;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a method of an interface can't mean, for callers and for handlers. */
class RefusedContractsTests {

	private final ZmqServiceProxyFactory factory = ZmqServiceProxyFactory.builder(Mockito.mock(ZmqClient.class))
		.build();

	@ParameterizedTest
	@ValueSource(classes = { Unnamed.class, Empty.class, Reserved.class, TwoData.class, IteratorReply.class,
			StreamOfStreams.class, FutureReply.class, LaterStream.class, LaterLater.class, ProtocolHeader.class,
			HeadersOfText.class, ExpressionData.class, WholeMessage.class, WholeRequest.class, Sender.class,
			Timeout.class, Instant.class, Unresolved.class, Undetermined.class, NoProblem.class, Checked.class,
			SameProblems.class, OddStatus.class, EmptyType.class, OddType.class, DetailReply.class })
	void areRefusedWithMethodAndRemedy(Class<?> contract) {
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> this.factory.createClient(contract))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(contract.getTypeName() + ".method(");
				assertThat(ex.getAction()).endsWith(".");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { HandlesTwoData.class, HandlesUnnamed.class, HandlesByClass.class, HandlesOddStatus.class })
	void areRefusedAtTheHandlerToo(Class<?> handler) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("handler", org.springframework.beans.BeanUtils.instantiateClass(handler));
		HandlerDiscovery discovery = new HandlerDiscovery(beans, new HandlerRegistry(), new JsonMapper(), null);
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(discovery::afterSingletonsInstantiated)
			.satisfies((ex) -> assertThat(ex.getDescription()).contains(".method("));
	}

	@Test
	void leaveASubclassThatStandsForTheProblemOfItsParent() {
		assertThat(this.factory.createClient(SubProblems.class)).isNotNull();
	}

	static class SubProblem extends SameOne {

	}

	interface SubProblems {

		@ZmqExchange("event")
		void method() throws SameOne, SubProblem;

	}

	@Test
	void areNotRefusedWhereTheHandlerNamesTheTypesThatTheyLeaveOpen() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("handler", new NamesType());
		HandlerRegistry registry = new HandlerRegistry();
		new HandlerDiscovery(beans, registry, new JsonMapper(), null).afterSingletonsInstantiated();
		assertThat(registry.events()).containsExactly("event");
	}

	static class NamesType implements Undetermined<String> {

		@Override
		public String method() {
			return "a";
		}

	}

	@Test
	void doNotIncludeClassesAndInterfacesWithoutRequests() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.factory.createClient(String.class));
		assertThatExceptionOfType(InvalidMethodException.class)
			.isThrownBy(() -> this.factory.createClient(java.io.Serializable.class));
	}

	interface Unnamed {

		@ZmqExchange("ok")
		void ok();

		void method();

	}

	interface Empty {

		@ZmqExchange
		void method();

	}

	@ZmqExchange("zmqf")
	interface Reserved {

		@ZmqExchange("ready")
		void method();

	}

	interface TwoData {

		@ZmqExchange("event")
		void method(String one, String two);

	}

	interface IteratorReply {

		@ZmqExchange("event")
		Iterator<String> method();

	}

	interface StreamOfStreams {

		@ZmqExchange("event")
		Flux<Stream<String>> method();

	}

	interface FutureReply {

		@ZmqExchange("event")
		Future<String> method();

	}

	interface LaterStream {

		@ZmqExchange("event")
		CompletableFuture<Stream<String>> method();

	}

	interface LaterLater {

		@ZmqExchange("event")
		CompletableFuture<CompletableFuture<String>> method();

	}

	interface ProtocolHeader {

		@ZmqExchange("event")
		void method(@Header("zmqf-user") String user);

	}

	interface HeadersOfText {

		@ZmqExchange("event")
		void method(@Headers String headers);

	}

	interface ExpressionData {

		@ZmqExchange("event")
		void method(@Payload("name") String name);

	}

	interface WholeMessage {

		@ZmqExchange("event")
		void method(org.springframework.messaging.Message<String> message);

	}

	interface WholeRequest {

		@ZmqExchange("event")
		void method(Message message);

	}

	interface Sender {

		@ZmqExchange("event")
		void method(Principal sender);

	}

	interface Timeout {

		@ZmqExchange(value = "event", timeout = "soon")
		void method();

	}

	interface Instant {

		@ZmqExchange(value = "event", timeout = "0ms")
		void method();

	}

	interface Unresolved {

		@ZmqExchange("${orders.event}")
		void method();

	}

	interface Undetermined<T> {

		@ZmqExchange("event")
		T method();

	}

	interface NoProblem {

		@ZmqExchange(value = "event", problems = IllegalStateException.class)
		void method();

	}

	@ZmqProblem(type = "urn:test:checked", status = 409)
	static class CheckedProblem extends Exception {

	}

	interface Checked {

		@ZmqExchange(value = "event", problems = CheckedProblem.class)
		void method();

	}

	@ZmqProblem(type = "urn:test:same")
	static class SameOne extends RuntimeException {

	}

	@ZmqProblem(type = "urn:test:same")
	static class SameTwo extends RuntimeException {

	}

	interface SameProblems {

		@ZmqExchange(value = "event", problems = { SameOne.class, SameTwo.class })
		void method();

	}

	@ZmqProblem(type = "urn:test:odd-status", status = 200)
	static class OddStatusProblem extends RuntimeException {

	}

	interface OddStatus {

		@ZmqExchange(value = "event", problems = OddStatusProblem.class)
		void method();

	}

	@ZmqProblem(type = "")
	static class EmptyTypeProblem extends RuntimeException {

	}

	interface EmptyType {

		@ZmqExchange("event")
		void method() throws EmptyTypeProblem;

	}

	@ZmqProblem(type = "not a URI")
	static class OddTypeProblem extends RuntimeException {

	}

	interface OddType {

		@ZmqExchange(value = "event", problems = OddTypeProblem.class)
		void method();

	}

	interface DetailReply {

		@ZmqExchange("event")
		ProblemDetail method();

	}

	static class HandlesOddStatus implements OddStatus {

		@Override
		public void method() {
		}

	}

	static class HandlesTwoData implements TwoData {

		@Override
		public void method(String one, String two) {
		}

	}

	static class HandlesUnnamed implements Unnamed {

		@Override
		public void ok() {
		}

		@Override
		public void method() {
		}

	}

	static class HandlesByClass {

		@ZmqExchange("event")
		public List<Map<String, String>> method() {
			return List.of();
		}

	}

}

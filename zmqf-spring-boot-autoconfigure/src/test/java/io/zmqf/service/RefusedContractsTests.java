package io.zmqf.service;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.security.Principal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.annotation.HandlerDiscovery;
import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.worker.HandlerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.http.ProblemDetail;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Unsupported declarations of methods, for callers and for handlers. */
class RefusedContractsTests {

	private static final ZmqServiceProxyFactory RESOLVING = ZmqServiceProxyFactory
		.builder(Mockito.mock(ZmqClient.class))
		.embeddedValueResolver((text) -> text.replace("${tenant}", "tenant").replace("${many}", "many"))
		.build();

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
	@ValueSource(classes = { SendsFlux.class, SendsMono.class, SendsFuture.class, SendsPlainFuture.class,
			SendsStage.class, SendsStream.class, SendsIterator.class, SendsInputStream.class, SendsReader.class,
			SendsSupplier.class, SendsOptional.class, SendsList.class, SendsMap.class, SendsArray.class,
			SendsMessages.class, SendsPayload.class, SendsSender.class, SendsEntity.class })
	void haveNoDataThatCanNotBeSent(Class<?> contract) {
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> this.factory.createClient(contract))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).startsWith("Parameter 1 of ")
					.contains(".method(")
					.endsWith("can't be sent");
				assertThat(ex.getAction()).startsWith("Declare ");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { OptionalMono.class, OptionalFlux.class, OptionalProblem.class, MessageReply.class,
			LaterMessage.class, Messages.class, RequestReply.class, ProblemReply.class, LaterProblem.class,
			Problems.class, Futures.class, Monos.class, DeepFutures.class, ArrayOfFutures.class, InputReply.class,
			GatheredMono.class, LaterGatheredMessage.class })
	void haveNoReplyThatNothingFills(Class<?> contract) {
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> this.factory.createClient(contract))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(".method() returns a ").contains("can't be a reply");
				assertThat(ex.getAction()).startsWith("Return ");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { SendsAnything.class, SendsFailures.class, SendsOptionalLists.class, SendsNamed.class,
			SendsProblem.class, SendsElements.class, SendsNode.class, ReplyNode.class, OpenNode.class, SendsTask.class,
			SendsPrincipal.class, Anything.class, OptionalLists.class, LaterFailures.class, GatheredLists.class })
	void dataTypesAreAccepted(Class<?> contract) {
		assertThat(this.factory.createClient(contract)).isNotNull();
	}

	interface Sends<T> {

		@ZmqExchange("event")
		void method(T data);

	}

	interface Node<N extends Node<N>> extends Iterable<N> {

	}

	@SuppressWarnings("rawtypes")
	interface SendsNode extends Sends<Node> {

	}

	interface ReplyNode {

		@ZmqExchange("event")
		@SuppressWarnings("rawtypes")
		Node method();

	}

	interface OpenNode {

		@ZmqExchange("event")
		<N extends Node<N>> N method(N node);

	}

	interface Task extends Callable<String> {

	}

	interface SendsTask extends Sends<Task> {

	}

	record User(String getName) implements Principal {

		@Override
		public String getName() {
			return this.getName;
		}

	}

	interface SendsPrincipal {

		@ZmqExchange("event")
		void method(@Payload User user);

	}

	interface SendsFlux extends Sends<Flux<String>> {

	}

	interface SendsMono extends Sends<Mono<String>> {

	}

	interface SendsFuture extends Sends<CompletableFuture<String>> {

	}

	interface SendsPlainFuture extends Sends<Future<String>> {

	}

	interface SendsStage extends Sends<CompletionStage<String>> {

	}

	interface SendsStream extends Sends<IntStream> {

	}

	interface SendsIterator extends Sends<Iterator<String>> {

	}

	interface SendsInputStream extends Sends<ByteArrayInputStream> {

	}

	interface SendsReader extends Sends<Reader> {

	}

	interface SendsSupplier extends Sends<Supplier<String>> {

	}

	interface SendsOptional extends Sends<Optional<Mono<String>>> {

	}

	interface SendsList extends Sends<List<Flux<String>>> {

	}

	interface SendsMap extends Sends<Map<String, List<CompletableFuture<String>>>> {

	}

	interface SendsArray extends Sends<Stream<String>[]> {

	}

	interface SendsMessages extends Sends<List<org.springframework.messaging.Message<String>>> {

	}

	interface SendsPayload {

		@ZmqExchange("event")
		void method(@Payload org.springframework.messaging.Message<String> message);

	}

	interface SendsSender {

		@ZmqExchange("event")
		void method(@Payload Principal sender);

	}

	interface SendsEntity extends Sends<ProblemDetail> {

	}

	/** A class of the application. */
	record Named(String name) implements Supplier<String> {

		@Override
		public String get() {
			return this.name;
		}

	}

	interface SendsAnything extends Sends<Object> {

	}

	interface SendsFailures extends Sends<List<IOException>> {

	}

	interface SendsOptionalLists extends Sends<Optional<List<Map<String, Integer>>>> {

	}

	interface SendsNamed extends Sends<Named> {

	}

	interface SendsProblem extends Sends<Problem> {

	}

	interface SendsElements extends Sends<Iterable<String>> {

	}

	interface Returns<T> {

		@ZmqExchange("event")
		T method();

	}

	interface OptionalMono extends Returns<Optional<Mono<String>>> {

	}

	interface OptionalFlux extends Returns<Optional<Flux<String>>> {

	}

	interface OptionalProblem extends Returns<Optional<Problem>> {

	}

	interface MessageReply extends Returns<org.springframework.messaging.Message<String>> {

	}

	interface LaterMessage extends Returns<Mono<GenericMessage<String>>> {

	}

	interface Messages extends Returns<List<org.springframework.messaging.Message<String>>> {

	}

	interface RequestReply extends Returns<Message> {

	}

	interface ProblemReply extends Returns<Problem> {

	}

	interface LaterProblem extends Returns<CompletableFuture<Problem>> {

	}

	interface Problems extends Returns<Flux<Problem>> {

	}

	interface Futures extends Returns<List<CompletableFuture<String>>> {

	}

	interface Monos extends Returns<Map<String, Mono<String>>> {

	}

	interface DeepFutures extends Returns<CompletableFuture<Optional<List<Future<String>>>>> {

	}

	interface ArrayOfFutures extends Returns<CompletableFuture<String>[]> {

	}

	interface InputReply extends Returns<Flux<InputStream>> {

	}

	interface GatheredMono extends Returns<Gathered<Mono<String>>> {

	}

	interface LaterGatheredMessage extends Returns<CompletableFuture<Gathered<Message>>> {

	}

	interface Anything extends Returns<Object> {

	}

	interface OptionalLists extends Returns<Optional<List<Map<String, Integer>>>> {

	}

	interface LaterFailures extends Returns<CompletableFuture<List<IOException>>> {

	}

	interface GatheredLists extends Returns<Gathered<List<String>>> {

	}

	@ParameterizedTest
	@ValueSource(classes = { TwoHeaders.class, TwoResolvedHeaders.class, TwoHeaderMaps.class, TwoTimeouts.class,
			TwoData.class })
	void nameBothParametersOfTheSameKind(Class<?> contract) {
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> RESOLVING.createClient(contract))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Parameter 2 of " + contract.getTypeName() + ".method(")
					.contains("and parameter 1 are both");
				assertThat(ex.getAction()).endsWith(".");
			});
	}

	interface TwoHeaders {

		@ZmqExchange("event")
		void method(@Header("tenant") String one, @Header("tenant") int two);

	}

	interface TwoResolvedHeaders {

		@ZmqExchange("event")
		void method(@Header("tenant") String one, @Header("${tenant}") Optional<String> two);

	}

	interface TwoHeaderMaps {

		@ZmqExchange("event")
		void method(@Headers Map<String, Object> one, @Headers Map<String, String> two);

	}

	interface TwoTimeouts {

		@ZmqExchange("event")
		void method(Duration one, Optional<Duration> two);

	}

	@ParameterizedTest
	@ValueSource(classes = { OfEquals.class, OfHashCode.class, OfToString.class })
	void areNoMethodsOfEachObject(Class<?> contract) {
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> this.factory.createClient(contract))
			.satisfies((ex) -> assertThat(ex.getDescription()).contains(contract.getTypeName() + ".")
				.contains("method of Object"));
	}

	interface OfEquals {

		@Override
		@ZmqExchange("event")
		boolean equals(Object other);

	}

	interface OfHashCode {

		@Override
		@ZmqExchange("event")
		int hashCode();

	}

	interface OfToString {

		@Override
		@ZmqExchange("event")
		String toString();

		@ZmqExchange("other")
		void other();

	}

	@ParameterizedTest
	@ValueSource(classes = { TextForNumber.class, NothingForNumber.class, NothingForBox.class, TextForNumbers.class,
			UnknownColor.class, UnresolvedDefault.class, ResolvedDefault.class, UnresolvedName.class })
	void haveNoDefaultValueThatCanNotBeRead(Class<?> contract) {
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> RESOLVING.createClient(contract))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Parameter 1 of " + contract.getTypeName() + ".method(")
					.containsPattern("default value '.*', which is not of type |placeholder '.*', which has no value");
				assertThat(ex.getAction()).endsWith(".");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { NumberForNumber.class, NothingForText.class, NumbersForNumbers.class, UnreadType.class })
	void areNotRefusedForADefaultValueThatIsRead(Class<?> contract) {
		assertThat(RESOLVING.createClient(contract)).isNotNull();
	}

	interface TextForNumber {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "many") Optional<Integer> limit);

	}

	interface NothingForNumber {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "") int limit);

	}

	interface NothingForBox {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "") Integer limit);

	}

	interface TextForNumbers {

		@ZmqExchange("event")
		void method(@Header(name = "limits", defaultValue = "1,many") List<Integer> limits);

	}

	interface UnknownColor {

		@ZmqExchange("event")
		void method(@Header(name = "state", defaultValue = "GONE") Thread.State state);

	}

	interface UnresolvedDefault {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "${none}") String limit);

	}

	interface ResolvedDefault {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "${many}") int limit);

	}

	interface UnresolvedName {

		@ZmqExchange("event")
		void method(@Header("${none}") String limit);

	}

	interface NumberForNumber {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "10") int limit);

	}

	interface NothingForText {

		@ZmqExchange("event")
		void method(@Header(name = "limit", defaultValue = "") String limit);

	}

	interface NumbersForNumbers {

		@ZmqExchange("event")
		void method(@Header(name = "limits", defaultValue = "1, 2") Optional<List<Integer>> limits);

	}

	/** A type that can't be created from text. */
	interface UnreadType {

		@ZmqExchange("event")
		void method(@Header(name = "text", defaultValue = "one") StringWriter text);

	}

	@ParameterizedTest
	@ValueSource(classes = { HandlesTwoData.class, HandlesFlux.class, HandlesMessages.class, HandlesTwoHeaders.class,
			HandlesUnnamed.class, HandlesByClass.class, HandlesOddStatus.class })
	void areRefusedAtTheHandlerToo(Class<?> handler) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("handler", org.springframework.beans.BeanUtils.instantiateClass(handler));
		HandlerDiscovery discovery = new HandlerDiscovery(beans, new HandlerRegistry(), new JsonMapper(), null);
		assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(discovery::afterSingletonsInstantiated)
			.satisfies((ex) -> assertThat(ex.getDescription()).contains(".method("));
	}

	@Test
	void acceptASubclassForTheProblemOfItsParent() {
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

	static class HandlesFlux implements SendsFlux {

		@Override
		public void method(Flux<String> data) {
		}

	}

	static class HandlesMessages implements MessageReply {

		@Override
		public org.springframework.messaging.Message<String> method() {
			return new GenericMessage<>("a");
		}

	}

	static class HandlesTwoHeaders implements TwoHeaders {

		@Override
		public void method(String one, int two) {
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

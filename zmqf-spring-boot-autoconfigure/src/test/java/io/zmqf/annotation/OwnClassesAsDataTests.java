package io.zmqf.annotation;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.core.io.InputStreamSource;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Classes of the application can be data, whatever types they extend. */
class OwnClassesAsDataTests {

	@Test
	void mayBeBoundedByThemselves() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Nodes.class)) {
			assertThat(handlers.answer("raw", "null")).isEqualTo("[]");
			assertThat(handlers.answer("open", "null")).isEqualTo("null");
			assertThat(handlers.answer("nodes", "null")).isEqualTo("[[]]");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { NodeArgument.class, NodesArgument.class, OpenArgument.class })
	void mayBeBoundedByThemselvesAsArguments(Class<?> bean) {
		DiscoveredHandlers.of(bean).close();
	}

	@Test
	void areJudgedByTheTypesThatAreKnown() {
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> DiscoveredHandlers.of(BoundedByMono.class))
			.satisfies((ex) -> assertThat(ex.getDescription()).contains("can't be a reply"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			task           | {"name":"a"}
			tasks          | [{"name":"a"}]
			anyTask        | {"name":"a"}
			attachment     | {"name":"a"}
			anyAttachment  | {"name":"a"}
			""")
	void mayImplementInterfacesThatAreNoData(String method, String expected) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Named.class)) {
			assertThat(handlers.answer(method, "null")).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "payload", "payloadIterator", "later", "laterIterator" })
	void mayBeInAnIteratorOfUnknownType(String method) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Streams.class)) {
			assertThat(handlers.answer(method, "null")).isEqualTo("[\"a\"]");
		}
	}

	static class Node<N extends Node<N>> implements Iterable<N> {

		@Override
		public Iterator<N> iterator() {
			return Collections.emptyIterator();
		}

	}

	static class Nodes {

		@ZmqHandler("raw")
		@SuppressWarnings("rawtypes")
		Node raw() {
			return new Node<>();
		}

		@ZmqHandler("open")
		<N extends Node<N>> @Nullable N open() {
			return null;
		}

		@ZmqHandler("nodes")
		List<Node<?>> nodes() {
			return List.of(new Node<>());
		}

	}

	static class NodeArgument {

		@ZmqHandler("node")
		@SuppressWarnings("rawtypes")
		void handle(Node node) {
		}

	}

	static class NodesArgument {

		@ZmqHandler("nodes")
		void handle(List<Node<?>> nodes) {
		}

	}

	static class OpenArgument {

		@ZmqHandler("node")
		<N extends Node<N>> void handle(N node) {
		}

	}

	static class BoundedByMono {

		@ZmqHandler("refused")
		<M extends Mono<String>> List<M> handle() {
			return List.of();
		}

	}

	record Task(String name) implements Callable<String> {

		@Override
		public String call() {
			return this.name;
		}

	}

	record Attachment(String name) implements InputStreamSource {

		@Override
		@JsonIgnore
		public InputStream getInputStream() {
			return new ByteArrayInputStream(new byte[0]);
		}

	}

	static class Named {

		@ZmqHandler("task")
		Task task() {
			return new Task("a");
		}

		@ZmqHandler("tasks")
		List<Task> tasks(@Nullable List<Task> any) {
			return List.of(new Task("a"));
		}

		@ZmqHandler("any-task")
		Object anyTask() {
			return new Task("a");
		}

		@ZmqHandler("attachment")
		Attachment attachment() {
			return new Attachment("a");
		}

		@ZmqHandler("any-attachment")
		Object anyAttachment() {
			return new Attachment("a");
		}

	}

	static class Streams {

		@ZmqHandler("payload")
		Message<Object> payload() {
			return MessageBuilder.<Object>withPayload(Stream.of("a")).build();
		}

		@ZmqHandler("payload-iterator")
		Message<Object> payloadIterator() {
			return MessageBuilder.<Object>withPayload(List.of("a").iterator()).build();
		}

		@ZmqHandler("later")
		CompletableFuture<Object> later() {
			return CompletableFuture.completedFuture(Stream.of("a"));
		}

		@ZmqHandler("later-iterator")
		CompletableFuture<Object> laterIterator() {
			return CompletableFuture.completedFuture(List.of("a").iterator());
		}

	}

}

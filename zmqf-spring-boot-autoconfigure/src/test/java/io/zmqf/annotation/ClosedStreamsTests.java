package io.zmqf.annotation;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import jakarta.validation.constraints.Null;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** A stream that a handler returns is closed exactly once, whatever its outcome. */
class ClosedStreamsTests {

	private static final AtomicInteger CLOSED = new AtomicInteger();

	private static final DiscoveredHandlers HANDLERS = DiscoveredHandlers.of(Streams.class);

	@BeforeEach
	void open() {
		CLOSED.set(0);
	}

	@AfterAll
	static void close() {
		HANDLERS.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "declared", "open", "later", "mono", "optional", "payload", "element", "ints", "laterInts",
			"laterLongs", "laterDoubles" })
	void onceItIsWritten(String method) {
		assertThat(HANDLERS.answer(method, "null")).contains("1");
		assertThat(CLOSED).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "unwritten", "laterUnwritten", "elementUnwritten", "invalid", "used", "items", "laterUsed" })
	void onceItFails(String method) {
		assertThat(HANDLERS.failure(method, "null")).isNotNull();
		assertThat(CLOSED).hasValue(1);
	}

	static class Streams {

		private static <S extends BaseStream<?, S>> S open(S stream) {
			return stream.onClose(CLOSED::incrementAndGet);
		}

		@ZmqHandler("declared")
		Stream<Integer> declared() {
			return open(Stream.of(1));
		}

		@ZmqHandler("open")
		Object open() {
			return open(Stream.of(1));
		}

		@ZmqHandler("later")
		CompletableFuture<Object> later() {
			return CompletableFuture.completedFuture(open(Stream.of(1)));
		}

		@ZmqHandler("mono")
		Mono<Object> mono() {
			return Mono.just(open(Stream.of(1)));
		}

		@ZmqHandler("optional")
		Optional<?> optional() {
			return Optional.of(open(Stream.of(1)));
		}

		@ZmqHandler("payload")
		Message<Object> payload() {
			return MessageBuilder.<Object>withPayload(open(Stream.of(1))).build();
		}

		@ZmqHandler("element")
		List<Object> element() {
			return List.of(open(Stream.of(1)));
		}

		@ZmqHandler("ints")
		IntStream ints() {
			return open(IntStream.of(1));
		}

		@ZmqHandler("later-ints")
		CompletableFuture<Object> laterInts() {
			return CompletableFuture.completedFuture(open(IntStream.of(1)));
		}

		@ZmqHandler("later-longs")
		CompletableFuture<Object> laterLongs() {
			return CompletableFuture.completedFuture(open(LongStream.of(1)));
		}

		@ZmqHandler("later-doubles")
		CompletableFuture<Object> laterDoubles() {
			return CompletableFuture.completedFuture(open(DoubleStream.of(1)));
		}

		@ZmqHandler("unwritten")
		Stream<Object> unwritten() {
			return open(Stream.of(1, Mono.empty()));
		}

		@ZmqHandler("later-unwritten")
		CompletableFuture<Object> laterUnwritten() {
			return CompletableFuture.completedFuture(open(Stream.of(1, Mono.empty())));
		}

		@ZmqHandler("element-unwritten")
		Object elementUnwritten() {
			return List.of(open(Stream.of(1, Mono.empty())));
		}

		@Null
		@ZmqHandler("invalid")
		Object invalid() {
			return open(Stream.of(1));
		}

		@ZmqHandler("used")
		Stream<Integer> used() {
			Stream<Integer> stream = open(Stream.of(1));
			Iterator<Integer> unused = stream.iterator();
			return stream;
		}

		@ZmqHandler("later-used")
		CompletableFuture<Object> laterUsed() {
			Stream<Integer> stream = open(Stream.of(1));
			Iterator<Integer> unused = stream.iterator();
			return CompletableFuture.completedFuture(stream);
		}

		@ZmqHandler("items")
		Stream<Object> items() {
			return Stream.of(open(Stream.of(1, Mono.empty())));
		}

	}

}

package io.zmqf.annotation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.zmqf.annotation.ControllersAndHandlersTests.Compared;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shapes of results, each of a controller and of a handler. */
@RestController
class ComparedResults {

	static final List<Compared> SHAPES = List.of(Compared.of("reply-record", "null", "{\"number\":1}"),
			Compared.of("reply-void", "null", "null"), Compared.of("reply-null", "null", "null"),
			Compared.of("reply-optional", "null", "{\"number\":1}"), Compared.of("reply-empty", "null", "null"),
			Compared.of("reply-list", "null", "[{\"number\":1}]"),
			Compared.of("reply-map", "null", "{\"k\":{\"number\":1}}"), Compared.of("reply-tree", "null", "\"a\""),
			Compared.of("reply-object", "null", "{\"number\":1}"),
			Compared.of("reply-sealed", "null", "[{\"kind\":\"card\",\"number\":1}]"),
			Compared.of("reply-future", "null", "{\"number\":1}"), Compared.of("reply-stage", "null", "{\"number\":1}"),
			Compared.of("reply-failed-future", "null", "500"), Compared.of("reply-mono", "null", "{\"number\":1}"),
			Compared.of("reply-failed-mono", "null", "500"), Compared.of("reply-object-mono", "null", "{\"number\":1}"),
			Compared.of("reply-object-future", "null", "{\"number\":1}"), Compared.of("reply-thrown", "null", "500"),
			Compared.of("reply-too-much", "null", "500"), Compared.of("reply-not-valid", "null", "500"),
			Compared.of("reply-valid", "null", "{\"customer\":\"a\"}"));

	record Receipt(int number) {
	}

	record Named(@NotBlank String customer) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Card.class, name = "card"))
	sealed interface Pay {

	}

	record Card(int number) implements Pay {
	}

	@PostMapping("/reply-record")
	@ZmqHandler("reply-record")
	Receipt aRecord() {
		return new Receipt(1);
	}

	@PostMapping("/reply-void")
	@ZmqHandler("reply-void")
	void nothing() {
	}

	@PostMapping("/reply-null")
	@ZmqHandler("reply-null")
	Receipt none() {
		return null;
	}

	@PostMapping("/reply-optional")
	@ZmqHandler("reply-optional")
	Optional<Receipt> optional() {
		return Optional.of(new Receipt(1));
	}

	@PostMapping("/reply-empty")
	@ZmqHandler("reply-empty")
	Optional<Receipt> empty() {
		return Optional.empty();
	}

	@PostMapping("/reply-list")
	@ZmqHandler("reply-list")
	List<Receipt> list() {
		return List.of(new Receipt(1));
	}

	@PostMapping("/reply-map")
	@ZmqHandler("reply-map")
	Map<String, Receipt> map() {
		return Map.of("k", new Receipt(1));
	}

	@PostMapping("/reply-tree")
	@ZmqHandler("reply-tree")
	JsonNode tree() {
		return StringNode.valueOf("a");
	}

	@PostMapping("/reply-object")
	@ZmqHandler("reply-object")
	Object object() {
		return new Receipt(1);
	}

	@PostMapping("/reply-sealed")
	@ZmqHandler("reply-sealed")
	List<Pay> sealed() {
		return List.of(new Card(1));
	}

	@PostMapping("/reply-future")
	@ZmqHandler("reply-future")
	CompletableFuture<Receipt> future() {
		return CompletableFuture.supplyAsync(() -> new Receipt(1));
	}

	@PostMapping("/reply-stage")
	@ZmqHandler("reply-stage")
	CompletionStage<Receipt> stage() {
		return CompletableFuture.completedStage(new Receipt(1));
	}

	@PostMapping("/reply-failed-future")
	@ZmqHandler("reply-failed-future")
	CompletableFuture<Receipt> failedFuture() {
		return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
	}

	@PostMapping("/reply-mono")
	@ZmqHandler("reply-mono")
	Mono<Receipt> mono() {
		return Mono.just(new Receipt(1));
	}

	@PostMapping("/reply-failed-mono")
	@ZmqHandler("reply-failed-mono")
	Mono<Receipt> failedMono() {
		return Mono.error(new IllegalStateException("on purpose"));
	}

	@PostMapping("/reply-object-mono")
	@ZmqHandler("reply-object-mono")
	Object objectMono() {
		return mono();
	}

	@PostMapping("/reply-object-future")
	@ZmqHandler("reply-object-future")
	Object objectFuture() {
		return future();
	}

	@PostMapping("/reply-thrown")
	@ZmqHandler("reply-thrown")
	Receipt thrown() {
		throw new IllegalStateException("on purpose");
	}

	@PostMapping("/reply-too-much")
	@ZmqHandler("reply-too-much")
	@Max(10)
	int tooMuch() {
		return 11;
	}

	@PostMapping("/reply-not-valid")
	@ZmqHandler("reply-not-valid")
	@Valid
	Named notValid() {
		return new Named("");
	}

	@PostMapping("/reply-valid")
	@ZmqHandler("reply-valid")
	@Valid
	Named valid() {
		return new Named("a");
	}

}

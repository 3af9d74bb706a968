package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.NodeReply;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientCustomizer;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.client.ZmqClientRequest;
import io.zmqf.message.Deadline;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.router.ZmqRouterCustomizer;
import io.zmqf.worker.ZmqHandlerInterceptor;
import io.zmqf.worker.ZmqWorkerCustomizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Interceptors and customizers on both sides. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class InterceptorsTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Greeting.class);

	@Test
	void changeHeadersInTheirOrder() {
		this.runner.withUserConfiguration(Client.class, Handler.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.event("greet").header("a", "1").request(String.class))
				.isEqualTo("1 first second handler");
			assertThat(client.event("greet").header("a", "2").requestAsync(String.class).get(30, TimeUnit.SECONDS))
				.isEqualTo("2 first second handler");
			assertThat(context.getBean(Client.class).seen).containsExactly("first greet", "second greet",
					"outcome 1 first second handler", "first greet", "second greet", "outcome 2 first second handler");
		});
	}

	@Test
	void replyInThePlaceOfThePeer() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.request("nowhere", null, String.class)).isEqualTo("short-cut");
			assertThat(client.requestAsync("nowhere", null, String.class).get(30, TimeUnit.SECONDS))
				.isEqualTo("short-cut");
		});
	}

	@Test
	void observeFailuresAsTheCallerDoes() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("fail", null, Void.class));
			assertThat(client.requestAsync("fail", null, Void.class)).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withCauseInstanceOf(ZmqRemoteException.class);
			assertThat(context.getBean(Client.class).seen).filteredOn((line) -> line.startsWith("outcome"))
				.containsExactly("outcome 403", "outcome 403");
		});
	}

	@Test
	void seeAPublisherAsTheOutcomeOfAnswersThatComeOneByOne() {
		AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
		gatherEach((request, next) -> next.execute(request).whenComplete((each, failure) -> outcome.set(each)),
				(answers) -> {
					assertThat(answers.end).succeedsWithin(Duration.ofSeconds(30));
					assertThat(answers.replies).extracting(NodeReply::data).containsExactly("1");
					assertThat(outcome.get()).isInstanceOf(Flow.Publisher.class);
				});
	}

	@Test
	void failAnswersThatComeOneByOneAtOnceOrLater() {
		IllegalStateException none = new IllegalStateException("no token");
		CompletableFuture<Object> token = new CompletableFuture<>();
		gatherEach((request, next) -> token.thenCompose((value) -> next.execute(request)), (answers) -> {
			assertThat(answers.end).isNotDone();
			token.completeExceptionally(none);
			assertThat(answers.end).failsWithin(Duration.ZERO).withThrowableThat().withCause(none);
		});
		gatherEach((request, next) -> {
			throw none;
		}, (answers) -> assertThat(answers.end).failsWithin(Duration.ZERO).withThrowableThat().withCause(none));
	}

	@Test
	void replaceAnswersThatComeOneByOneByAPublisherAlone() {
		NodeReply<String> own = new NodeReply<>("node", "short-cut", null, false);
		Flow.Publisher<NodeReply<String>> one = JdkFlowAdapter.publisherToFlowPublisher(Flux.just(own));
		gatherEach((request, next) -> CompletableFuture.completedFuture(one), (answers) -> {
			assertThat(answers.end).isCompleted();
			assertThat(answers.replies).containsExactly(own);
		});
		gatherEach((request, next) -> CompletableFuture.completedFuture("text"),
				(answers) -> assertThat(answers.end).failsWithin(Duration.ZERO)
					.withThrowableThat()
					.withMessageContaining("An interceptor returned null in place of the publisher"));
	}

	private void gatherEach(ZmqClientInterceptor interceptor, Consumer<Answers> assertions) {
		this.runner.withBean(ZmqClientInterceptor.class, () -> interceptor).run((context) -> {
			Answers answers = new Answers();
			context.getBean(ZmqClient.class)
				.event("greet")
				.header("a", "1")
				.gatherEach(String.class)
				.subscribe(answers);
			assertions.accept(answers);
		});
	}

	@Test
	void maySendARequestAgain() {
		this.runner.withUserConfiguration(Again.class, Handler.class)
			.run((context) -> assertThat(
					context.getBean(ZmqClient.class).event("greet").header("a", "1").request(String.class))
				.isEqualTo("1 second handler"));
	}

	@Test
	@SuppressWarnings("NullAway") // on purpose
	void areNamedWhereTheyReturnNothing() {
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> null)
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("greet", null, String.class))
				.withMessageContaining("InterceptorsTests")
				.withMessageEndingWith("returned null in place of a future"));
	}

	@Test
	void ofHandlersAreNamedWhereTheyReturnNothing(CapturedOutput output) {
		this.runner.withBean(ZmqHandlerInterceptor.class, () -> (request, next) -> null)
			.run((context) -> assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("greet", null, String.class))
				.satisfies((ex) -> assertThat(ex.is(ProblemType.HANDLER_FAILED)).isTrue()));
		assertThat(output).contains("returned null in place of a future");
	}

	@Test
	void invalidRequestsAreRejectedAtOnce() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThatIllegalArgumentException().isThrownBy(() -> client.event("zmqf.ready"));
			assertThatIllegalArgumentException().isThrownBy(() -> client.event("greet").header("zmqf-user", "x"));
			assertThatIllegalArgumentException().isThrownBy(() -> client.event("greet").timeout(Duration.ZERO));
		});
	}

	@Test
	void answerInThePlaceOfAHandlerAndSeeItsFailure() {
		this.runner.withUserConfiguration(Handler.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.event("greet").header("refuse", "1").request(String.class))
				.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(429));
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("fail", null, Void.class));
			assertThat(context.getBean(Handler.class).seen).containsExactly("refused greet", "fail: ProblemException");
		});
	}

	@Test
	void cancelSentRequests() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			CompletableFuture<Void> pending = context.getBean(ZmqClient.class)
				.event("wait")
				.timeout(Duration.ofSeconds(30))
				.requestAsync(Void.class);
			pending.cancel(true);
			assertThat(pending).isCancelled();
		});
	}

	@Test
	void doNotKeepARequestForLongerThanItsTimeout() {
		CompletableFuture<String> token = new CompletableFuture<>();
		List<CompletableFuture<?>> late = new CopyOnWriteArrayList<>();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			CompletableFuture<@Nullable Object> outcome = token.thenCompose((known) -> next.execute(request));
			late.add(outcome);
			return outcome;
		}).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> soon(client).request(String.class))
				.satisfies((ex) -> assertThat(ex.getEndpoint()).contains("://"))
				.withMessageContaining("No reply to 'greet' within 30 ms from ");
			assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> soon(client).stream(String.class));
			assertTimesOut(soon(client).requestAsync(String.class));
			assertTimesOut(subscribed(soon(client).publisher(String.class)));
			token.complete("late");
			assertThat(late).hasSize(4)
				.allSatisfy((outcome) -> assertThat(outcome).failsWithin(Duration.ofSeconds(30))
					.withThrowableThat()
					.withCauseInstanceOf(CancellationException.class));
		});
	}

	@Test
	void sendNothingAfterTheTimeIsUp() {
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
			await().until(() -> System.nanoTime() - end > 0);
			return next.execute(request);
		})
			.run((context) -> assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> soon(context.getBean(ZmqClient.class)).request(String.class))
				.withMessageContaining("No reply to 'greet' within 30 ms from "));
	}

	@Test
	void endWithTheDeadlineOfTheCallingHandler() {
		this.runner.withUserConfiguration(Client.class)
			.withBean(ZmqClientInterceptor.class,
					() -> (request, next) -> CompletableFuture.supplyAsync(() -> "token")
						.thenCompose((token) -> next.execute(request)))
			.run((context) -> {
				try (Deadline.Scope handling = Deadline
					.open(new Deadline(System.nanoTime() + Duration.ofMillis(500).toNanos()))) {
					assertTimesOut(context.getBean(ZmqClient.class)
						.event("wait")
						.timeout(Duration.ofSeconds(30))
						.requestAsync(Void.class));
				}
			});
	}

	private static ZmqClient.RequestSpec soon(ZmqClient client) {
		return client.event("greet").header("a", "1").timeout(Duration.ofMillis(30));
	}

	private static void assertTimesOut(CompletableFuture<?> outcome) {
		assertThat(outcome).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(ZmqTimeoutException.class);
	}

	private static CompletableFuture<List<Object>> subscribed(Flow.Publisher<?> publisher) {
		return Flux.from(JdkFlowAdapter.flowPublisherToFlux(publisher)).cast(Object.class).collectList().toFuture();
	}

	@Test
	void mayMakeTheTimeLongerAndLetAPublisherComeLater() {
		CompletableFuture<String> token = new CompletableFuture<>();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			request.setTimeout(Duration.ofSeconds(30));
			return token.thenCompose((known) -> next.execute(request));
		}).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			CompletableFuture<?> reply = soon(client).requestAsync(String.class);
			CompletableFuture<?> items = subscribed(soon(client).publisher(String.class));
			await().pollDelay(Duration.ofMillis(300)).until(() -> true);
			token.complete("known");
			assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("1");
			assertThat(items).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(List.of("1"));
		});
	}

	@Test
	void sendNoStreamOnceItsTimeIsUp() {
		List<String> sent = new CopyOnWriteArrayList<>();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			await().pollDelay(Duration.ofMillis(350)).until(() -> true);
			CompletionStage<@Nullable Object> outcome = next.execute(request);
			outcome.thenRun(() -> sent.add(request.getEvent()));
			return outcome;
		}).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> soon(client).stream(String.class));
			assertTimesOut(subscribed(soon(client).publisher(String.class)));
			assertThat(sent).isEmpty();
		});
	}

	@Test
	void failuresCancelSentRequests() {
		List<CompletableFuture<?>> sent = new CopyOnWriteArrayList<>();
		List<Boolean> closed = new CopyOnWriteArrayList<>();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			CompletableFuture<@Nullable Object> outcome = next.execute(request).toCompletableFuture();
			if (outcome.getNow(null) instanceof Stream<?> items) {
				Stream<?> watched = items.onClose(() -> closed.add(true));
				assertThat(watched).isSameAs(items);
			}
			sent.add(outcome);
			if (request.getHeaders().containsKey("later")) {
				return outcome.applyToEither(CompletableFuture.completedFuture(null), (any) -> {
					throw new IllegalStateException("on purpose");
				});
			}
			throw new IllegalStateException("on purpose");
		}).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String way : List.of("now", "later")) {
				assertThat(client.event("wait").header(way, "").requestAsync(Void.class))
					.failsWithin(Duration.ofSeconds(30))
					.withThrowableThat()
					.withMessageContaining("on purpose");
				assertThatIllegalStateException()
					.isThrownBy(() -> client.event("greet").header("a", "1").header(way, "").stream(String.class));
			}
			assertThat(sent.get(0)).isCancelled();
			assertThat(sent.get(2)).isCancelled();
			assertThat(closed).hasSize(2);
		});
	}

	@Test
	void haveAllCancelledThoughOneOfThemThrows() {
		List<Integer> closed = new CopyOnWriteArrayList<>();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			for (int i = 1; i <= 2; i++) {
				int sent = i;
				Stream<?> items = (Stream<?>) next.execute(request).toCompletableFuture().join();
				Stream<?> watched = items.onClose(() -> {
					closed.add(sent);
					throw new IllegalStateException("of closing");
				});
				assertThat(watched).isSameAs(items);
			}
			throw new IllegalStateException("on purpose");
		})
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(ZmqClient.class).event("greet").header("a", "1").stream(String.class))
				.withMessage("on purpose"));
		assertThat(closed).containsExactly(1, 2);
	}

	@Test
	void haveAllCancelledThatTheySent() {
		List<CompletableFuture<?>> sent = new CopyOnWriteArrayList<>();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			sent.add(next.execute(request).toCompletableFuture());
			CompletionStage<@Nullable Object> second = next.execute(request);
			sent.add(second.toCompletableFuture());
			return second;
		}).run((context) -> {
			context.getBean(ZmqClient.class).requestAsync("wait", null, Void.class).cancel(true);
			assertThat(sent).hasSize(2).allSatisfy((outcome) -> assertThat(outcome).isCancelled());
		});
	}

	@Test
	void customizersChangeSettingsAfterTheProperties() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("wait", null, Void.class))
				.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(70)));
			assertThat(context.getBean(Customizers.class).customized).contains("client", "worker", "router");
		});
	}

	/** Wants all answers. */
	private static final class Answers implements Flow.Subscriber<NodeReply<String>> {

		private final List<NodeReply<String>> replies = new CopyOnWriteArrayList<>();

		private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(NodeReply<String> reply) {
			this.replies.add(reply);
		}

		@Override
		public void onError(Throwable failure) {
			this.end.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.end.complete(null);
		}

	}

	static class Greeting {

		@ZmqHandler("greet")
		String greet(@Header("a") String a, @Header(name = "b", required = false) @Nullable String b) {
			return a + ((b != null) ? b : "");
		}

		@ZmqHandler("fail")
		void fail() {
			throw new ProblemException(ProblemType.FORBIDDEN.of("fail", null));
		}

		@ZmqHandler("wait")
		CompletableFuture<Void> hang() {
			return new CompletableFuture<>();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Client {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		ZmqClientInterceptor second() {
			return (request, next) -> {
				this.seen.add("second " + request.getEvent());
				request.getHeaders().merge("b", " second", String::concat);
				return next.execute(request);
			};
		}

		@Bean
		@Order(1)
		ZmqClientInterceptor first() {
			return new ZmqClientInterceptor() {

				@Override
				public CompletionStage<@Nullable Object> intercept(ZmqClientRequest request, Execution next) {
					Client.this.seen.add("first " + request.getEvent());
					if (request.getEvent().equals("nowhere")) {
						return CompletableFuture.completedFuture("short-cut");
					}
					request.getHeaders().put("b", " first");
					return next.execute(request)
						.whenComplete((reply, failure) -> Client.this.seen
							.add("outcome " + ((failure != null) ? status(failure) : String.valueOf(reply))));
				}

			};
		}

		private static String status(Throwable failure) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			return String.valueOf(((ZmqRemoteException) cause).getStatus());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Again {

		@Bean
		ZmqClientInterceptor again() {
			return (request, next) -> next.execute(request).thenCompose((reply) -> {
				request.getHeaders().put("b", " second");
				return next.execute(request);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handler {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@Bean
		ZmqHandlerInterceptor handlerInterceptor() {
			return (request, next) -> {
				if (request.headers().containsKey("refuse")) {
					this.seen.add("refused " + request.event());
					return CompletableFuture.completedFuture(request.error(ProblemType.BUSY.of(request.event(), null)));
				}
				return next.handle(changed(request)).whenComplete((reply, failure) -> {
					if (failure != null) {
						this.seen.add(request.event() + ": " + unwrapped(failure).getClass().getSimpleName());
					}
				});
			};
		}

		private static Throwable unwrapped(Throwable failure) {
			return (failure instanceof CompletionException) ? failure.getCause() : failure;
		}

		private static Message changed(Message request) {
			Map<String, String> headers = new LinkedHashMap<>(request.headers());
			headers.merge("b", " handler", String::concat);
			return request.withHeaders(headers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> customized = new CopyOnWriteArrayList<>();

		@Bean
		ZmqClientCustomizer clientCustomizer() {
			return (settings) -> {
				this.customized.add(settings.name());
				return settings.withTimeout(Duration.ofMillis(70));
			};
		}

		@Bean
		ZmqWorkerCustomizer workerCustomizer() {
			return (settings) -> {
				this.customized.add(settings.type().name().toLowerCase(Locale.ROOT));
				return settings;
			};
		}

		@Bean
		ZmqRouterCustomizer routerCustomizer() {
			return (settings) -> {
				this.customized.add("router");
				return settings;
			};
		}

	}

}

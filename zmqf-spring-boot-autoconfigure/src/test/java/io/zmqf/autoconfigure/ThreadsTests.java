package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqReplyExecutor;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.worker.ZmqHandlerExecutor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/** The threads that the application's own code runs on. */
class ThreadsTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Threads.class);

	@Test
	void handlersHaveThreadsOfTheirOwn() {
		this.runner.run((context) -> assertThat(context.getBean(ZmqClient.class).request("thread", null, String.class))
			.startsWith("zmqf-handler-")
			.endsWith("platform"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersHaveVirtualThreads() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("thread", null, String.class))
				.startsWith("zmqf-handler-")
				.endsWith("virtual"));
	}

	@Test
	void repliesHaveThreadsOfTheirOwn() {
		this.runner.run((context) -> {
			Threads threads = context.getBean(Threads.class);
			var name = context.getBean(ZmqClient.class)
				.requestAsync("held", null, String.class)
				.thenApply((reply) -> Thread.currentThread().getName());
			threads.goOn.countDown();
			assertThat(name.get(30, TimeUnit.SECONDS)).startsWith("zmqf-reply-");
		});
	}

	/** A task may be submitted by a JDK thread without the application's class loader. */
	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void threadsHaveTheClassLoaderOfTheApplication(String virtual) {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run((context) -> {
			for (Executor executor : List.of(context.getBean(ZmqHandlerExecutor.class).executor(),
					context.getBean(ZmqReplyExecutor.class).executor())) {
				CompletableFuture<ClassLoader> classLoader = new CompletableFuture<>();
				Thread caller = new Thread(() -> executor
					.execute(() -> classLoader.complete(Thread.currentThread().getContextClassLoader())));
				caller.setContextClassLoader(ClassLoader.getPlatformClassLoader());
				caller.start();
				assertThat(classLoader.get(30, TimeUnit.SECONDS))
					.isSameAs(context.getBeanFactory().getBeanClassLoader());
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void asManyHandlersRunAtOnceAsAreSet(String virtual) {
		this.runner.withPropertyValues("zmqf.worker.concurrency=3", "spring.threads.virtual.enabled=" + virtual)
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				var replies = IntStream.range(0, 30)
					.mapToObj((i) -> client.requestAsync("count", null, Integer.class))
					.toList();
				for (var reply : replies) {
					assertThat(reply.get(30, TimeUnit.SECONDS)).isBetween(1, 3);
				}
				assertThat(context.getBean(Threads.class).most).hasValue(3);
			});
	}

	@Test
	void aPoolThatDropsTasksFailsTheStart() {
		ThreadPoolExecutor dropping = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1),
				new ThreadPoolExecutor.DiscardPolicy());
		this.runner.withBean(ZmqHandlerExecutor.class, () -> new ZmqHandlerExecutor(dropping, true))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(IllegalStateException.class)
				.rootCause()
				.hasMessageContainingAll("ZmqHandlerExecutor", "DiscardPolicy", "AbortPolicy"));
		ThreadPoolTaskExecutor oldest = new ThreadPoolTaskExecutor();
		oldest.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardOldestPolicy());
		this.runner.withBean(ThreadPoolTaskExecutor.class, () -> oldest)
			.withBean(ZmqReplyExecutor.class, () -> new ZmqReplyExecutor(oldest))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContainingAll("ZmqReplyExecutor", "DiscardOldestPolicy"));
	}

	/** The queue is long, so that callbacks wait for threads that all block. */
	static Stream<Named<Executor>> executorsOfAnyKind() {
		ThreadPoolExecutor full = pool(new SynchronousQueue<>(), new ThreadPoolExecutor.AbortPolicy());
		ThreadPoolExecutor caller = pool(new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
		ThreadPoolExecutor closed = pool(new SynchronousQueue<>(), new ThreadPoolExecutor.AbortPolicy());
		closed.shutdownNow();
		return Stream.of(Named.of("one that rejects", full), Named.of("one that runs its caller", caller),
				Named.of("one that is shut down", closed), Named.of("the caller's thread", Runnable::run),
				Named.of("a queue", pool(new LinkedBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy())));
	}

	private static ThreadPoolExecutor pool(BlockingQueue<Runnable> queue, RejectedExecutionHandler policy) {
		return new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, queue,
				new CustomizableThreadFactory("of-the-application-"), policy);
	}

	@ParameterizedTest
	@MethodSource("executorsOfAnyKind")
	void blockedCallbacksDelayNoOthersWithAnyExecutor(Executor executor) {
		this.runner.withBean(ZmqReplyExecutor.class, () -> new ZmqReplyExecutor(executor)).run((context) -> {
			Threads threads = context.getBean(Threads.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			CountDownLatch goOn = new CountDownLatch(1);
			Set<String> names = ConcurrentHashMap.newKeySet();
			var replies = IntStream.range(0, 200)
				.mapToObj((i) -> client.requestAsync("thread", null, String.class).thenRun(() -> {
					names.add(Thread.currentThread().getName());
					awaitUninterruptibly(goOn);
				}))
				.toList();
			try {
				var late = client.event("held").timeout(Duration.ofMillis(100)).requestAsync(String.class);
				// or its reply says so, where the handler begins late
				assertThat(late).failsWithin(Duration.ofSeconds(20))
					.withThrowableThat()
					.havingCause()
					.isInstanceOfAny(ZmqTimeoutException.class, ZmqRemoteException.class)
					.withMessageContaining("'held'");
				assertThat(client.request("thread", null, String.class)).startsWith("zmqf-handler-");
			}
			finally {
				goOn.countDown();
				threads.goOn.countDown();
			}
			for (var reply : replies) {
				assertThat(reply).succeedsWithin(Duration.ofSeconds(30));
			}
			assertThat(names).noneMatch((name) -> name.startsWith("zmqf-io") || name.equals("main"));
		});
		if (executor instanceof ThreadPoolExecutor pool) {
			pool.shutdownNow();
		}
	}

	@ParameterizedTest
	@MethodSource("executorsOfAnyKind")
	void blockedHandlersDelayNoOutcomeWithAnyExecutor(Executor executor) {
		this.runner.withBean(ZmqHandlerExecutor.class, () -> new ZmqHandlerExecutor(executor, true)).run((context) -> {
			Threads threads = context.getBean(Threads.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			var replies = IntStream.range(0, 10)
				.mapToObj((i) -> client.event("held").timeout(Duration.ofMillis(100)).requestAsync(String.class))
				.toList();
			try {
				for (var reply : replies) {
					assertThat(reply).failsWithin(Duration.ofSeconds(20));
				}
			}
			finally {
				threads.goOn.countDown();
			}
			assertThat(threads.held).noneMatch((name) -> name.startsWith("zmqf-io") || name.equals("main"));
		});
		if (executor instanceof ThreadPoolExecutor pool) {
			pool.shutdownNow();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static class Threads {

		private final Set<String> held = ConcurrentHashMap.newKeySet();

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final CountDownLatch three = new CountDownLatch(3);

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		@ZmqHandler("thread")
		String thread() throws Exception {
			Thread thread = Thread.currentThread();
			return thread.getName()
					+ (thread.getThreadGroup().getName().equals("VirtualThreads") ? " virtual" : " platform");
		}

		@ZmqHandler("held")
		void held() throws InterruptedException {
			this.held.add(Thread.currentThread().getName());
			this.goOn.await();
		}

		@ZmqHandler("count")
		int count() throws InterruptedException {
			int now = this.running.incrementAndGet();
			this.most.accumulateAndGet(now, Math::max);
			this.three.countDown();
			this.three.await();
			this.running.decrementAndGet();
			return now;
		}

	}

}

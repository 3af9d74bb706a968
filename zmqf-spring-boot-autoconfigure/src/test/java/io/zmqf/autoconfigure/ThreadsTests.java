package io.zmqf.autoconfigure;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqReplyExecutor;
import io.zmqf.worker.ZmqHandlerExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
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

	/**
	 * A task may come from a thread of the JDK, which knows nothing of the application.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void threadsHaveTheApplicationsClassLoaderWhoeverRequestsThem(String virtual) {
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

	static class Threads {

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

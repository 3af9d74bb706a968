package io.zmqf.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.annotation.HandlerDiscovery;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.message.Message;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.support.GenericApplicationContext;

/** A request through an annotated method, its JSON included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandlerBenchmark {

	private final RequestHandler handler = discovered();

	private final Message request = new Message("echo", Payload.of(64).json());

	@Benchmark
	public Object invoke() throws Exception {
		return this.handler.handle(this.request);
	}

	@SuppressWarnings("NullAway") // there is one handler
	private static RequestHandler discovered() {
		AtomicReference<RequestHandler> found = new AtomicReference<>();
		HandlerRegistry registry = new HandlerRegistry((handler) -> {
			found.set(handler);
			return handler;
		});
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(Echo.class);
		context.refresh();
		new HandlerDiscovery(context.getBeanFactory(), registry, new JsonMapper(), null).afterSingletonsInstantiated();
		return found.get();
	}

	/** The bean. */
	static class Echo {

		@ZmqHandler("echo")
		Payload echo(Payload request) {
			return request.answer();
		}

	}

}

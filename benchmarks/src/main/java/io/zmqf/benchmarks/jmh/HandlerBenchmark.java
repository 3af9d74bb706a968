package io.zmqf.benchmarks.jmh;

import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.annotation.HandlerDiscovery;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.message.Message;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import org.openjdk.jmh.annotations.Benchmark;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.support.GenericApplicationContext;

/** A request through an annotated method, its JSON included. */
public class HandlerBenchmark extends HotPart {

	private final RequestHandler handler = discovered();

	private final Message request = new Message("echo", Payload.of(64).json());

	@Benchmark
	public Object invoke() throws Exception {
		return this.handler.handle(this.request);
	}

	@SuppressWarnings("NullAway") // there is exactly one handler
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

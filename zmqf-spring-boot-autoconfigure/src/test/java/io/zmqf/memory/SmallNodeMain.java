package io.zmqf.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.Message;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;

/**
 * A server with little memory in its own JVM: {@code echo} replies with its data, {@code
 * large} with a megabyte, {@code slow} after a while and {@code memory} with the used
 * memory. Terminates on SIGTERM as an application does.
 */
final class SmallNodeMain {

	private static final int MEGABYTE = 1024 * 1024;

	private static final byte[] SMALL = { '1' };

	/** Prints unexpected failures. */
	private static final TransportListener FAILURES = new TransportListener() {

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			if (event.type() == SocketEvent.Type.MEMORY_EXCEEDED || event.isHandshakeFailure()) {
				System.err.println(event);
			}
		}

		@Override
		public void loopFailed(String socket, Throwable failure) {
			System.err.println(socket + ": " + failure);
		}

		@Override
		public void ioFailed(Throwable failure) {
			System.err.println("I/O: " + failure);
		}

		@Override
		public void ioBroken(Throwable failure) {
			System.err.println("Broken: " + failure);
		}

	};

	private SmallNodeMain() {
	}

	/** {@code [secret key of the server]}. */
	public static void main(String[] arguments) {
		Transport transport = new NioTransport(FAILURES, NioTransport.DEFAULT_PERMISSIONS, MemoryLimits.ofHeap(),
				Map.of());
		HandlerRegistry handlers = new HandlerRegistry();
		RequestHandler echo = (request) -> reply(request, request.data());
		handlers.register("echo", echo);
		handlers.register("large", (request) -> reply(request, new byte[MEGABYTE]));
		handlers.register("slow", (request) -> CompletableFuture.supplyAsync(() -> request.reply(SMALL, Map.of()),
				CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)));
		handlers.register("memory", (request) -> reply(request, memory().getBytes(StandardCharsets.US_ASCII)));
		WorkerSettings settings = WorkerSettings.server(Endpoint.parse("tcp://127.0.0.1:0"))
			.withConcurrency(4, 4)
			.withLimits(SocketLimits.DEFAULT.withConnections(20_000));
		if (arguments.length > 0) {
			settings = settings.withSecurity(
					new ServerSecurity.Curve(CurveKeyPair.of(arguments[0]), AuthorisedClients.anyClient(List.of())));
		}
		Worker server = new Worker(settings, handlers, Executors.newCachedThreadPool(), transport, WorkerListener.NONE);
		server.start();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			server.stop(Duration.ofSeconds(5));
			transport.close();
			System.out.println("stopped");
		}));
		System.out.println(server.endpoints().get(0));
	}

	private static CompletableFuture<Message> reply(Message request, byte[] data) {
		return CompletableFuture.completedFuture(request.reply(data, Map.of()));
	}

	/** The bytes of the heap after a collection, and those of direct buffers. */
	private static String memory() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return (runtime.totalMemory() - runtime.freeMemory()) + "," + direct;
	}

}

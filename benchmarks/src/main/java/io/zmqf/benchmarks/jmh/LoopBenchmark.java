package io.zmqf.benchmarks.jmh;

import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** From another thread into a socket's loop and back. */
public class LoopBenchmark extends HotPart {

	private static final int MANY = 256;

	/** The bound address, which determines the thread of the socket's event loop. */
	@Param({ "inproc://loop", "tcp://127.0.0.1:0" })
	public String address = "";

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	@SuppressWarnings("NullAway.Init") // before the first invocation
	private SocketLoop loop;

	@Setup
	public void open() {
		this.loop = this.transport.create("loop",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse(this.address)), (frames) -> {
				});
		this.loop.start();
	}

	@Benchmark
	public Integer oneTask() {
		return this.loop.query(() -> 1, 0).join();
	}

	@Benchmark
	@OperationsPerInvocation(MANY)
	public Integer manyTasks() {
		CompletableFuture<Integer> last = CompletableFuture.completedFuture(0);
		for (int i = 0; i < MANY; i++) {
			last = this.loop.query(() -> 1, 0);
		}
		return last.join();
	}

	@TearDown
	public void close() {
		this.loop.close();
		this.transport.close();
	}

}

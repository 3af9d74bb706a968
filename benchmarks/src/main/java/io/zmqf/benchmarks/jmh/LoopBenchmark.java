package io.zmqf.benchmarks.jmh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/** From another thread into a socket's loop and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoopBenchmark {

	private static final int MANY = 256;

	private final JeroMqTransport transport = new JeroMqTransport(TransportListener.NONE);

	private final SocketLoop loop = opened();

	private SocketLoop opened() {
		SocketLoop opening = this.transport.create("loop",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("inproc://loop")), (frames) -> {
				});
		opening.start();
		return opening;
	}

	@Benchmark
	public Integer oneTask() {
		return this.loop.ask(() -> 1, 0).join();
	}

	@Benchmark
	@OperationsPerInvocation(MANY)
	public Integer manyTasks() {
		CompletableFuture<Integer> last = CompletableFuture.completedFuture(0);
		for (int i = 0; i < MANY; i++) {
			last = this.loop.ask(() -> 1, 0);
		}
		return last.join();
	}

	@TearDown
	public void close() {
		this.loop.close();
		this.transport.close();
	}

}

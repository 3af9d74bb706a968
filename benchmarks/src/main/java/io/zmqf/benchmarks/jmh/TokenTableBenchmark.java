package io.zmqf.benchmarks.jmh;

import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.TokenTable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Measures the work of a router for each request: its table entry and its remaining time.
 */
public class TokenTableBenchmark extends HotPart {

	/** The number of requests in flight. */
	@Param({ "1", "10000" })
	public int inFlight;

	private final TokenTable<Object> table = new TokenTable<>();

	private final byte[][] frames = { {}, { 'e' }, { '1' },
			"{\"zmqf-timeout\":\"5000\"}".getBytes(java.nio.charset.StandardCharsets.US_ASCII) };

	@Setup
	public void fill() {
		for (int i = 1; i < this.inFlight; i++) {
			this.table.put(this);
		}
	}

	@Benchmark
	public @Nullable Object request() {
		long token = this.table.put(this);
		byte[] frame = TokenTable.frame(token);
		return (this.table.get(frame) != null) ? this.table.remove(token) : null;
	}

	@Benchmark
	public byte @Nullable [] headersOfAHop() {
		ForwardedHeaders headers = ForwardedHeaders.of(this.frames, 0);
		return headers.frame(headers.timeoutMillis() - 1);
	}

}

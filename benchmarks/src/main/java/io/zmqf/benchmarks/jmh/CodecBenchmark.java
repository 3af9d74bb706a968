package io.zmqf.benchmarks.jmh;

import java.util.Map;

import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import org.openjdk.jmh.annotations.Benchmark;
import tools.jackson.databind.json.JsonMapper;

/** From a message to its frames and back, with and without headers. */
public class CodecBenchmark extends HotPart {

	private static final byte[][] ENVELOPE = { new byte[8] };

	private final JsonData json = new JsonData(new JsonMapper());

	private final Payload payload = Payload.of(64);

	private final byte[] data = this.payload.json();

	private final Map<String, String> headers = Map.of(Headers.TIMEOUT, "5000");

	private final byte[][] plain = MessageCodec.encode(new Message(ENVELOPE, "echo", this.data, Map.of()));

	private final byte[][] withHeaders = MessageCodec.encode(new Message(ENVELOPE, "echo", this.data, this.headers));

	@Benchmark
	public byte[][] encode() {
		return MessageCodec.encode(new Message(ENVELOPE, "echo", this.data, Map.of()));
	}

	@Benchmark
	public byte[][] encodeWithHeaders() {
		return MessageCodec.encode(new Message(ENVELOPE, "echo", this.data, this.headers));
	}

	@Benchmark
	public Message decode() {
		return MessageCodec.decode(this.plain);
	}

	@Benchmark
	public Message decodeWithHeaders() {
		return MessageCodec.decode(this.withHeaders);
	}

	@Benchmark
	public byte[] writeJson() {
		return this.json.write(this.payload);
	}

	@Benchmark
	@SuppressWarnings("NullAway") // the data is not null
	public Object readJson() {
		return this.json.read(this.data, Payload.class);
	}

}

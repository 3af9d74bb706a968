package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.zmqf.info.Disclosure;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.RawPeer;
import io.zmqf.support.RouterRecord;
import io.zmqf.support.TransportRecord;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/** A router whose peers, threads and time are the test's. */
final class SteppedRouter {

	private final TransportRecord drops = new TransportRecord();

	private final SteppedTransport transport = new SteppedTransport(this.drops);

	private final RouterRecord record = new RouterRecord();

	private final Backend backend;

	private final Frontend frontend;

	SteppedRouter(RouterSettings settings) {
		this(settings, RequestTracing.NONE);
	}

	SteppedRouter(RouterSettings settings, RequestTracing tracing) {
		this(settings, tracing, MemoryLimits.ofHeap().node());
	}

	SteppedRouter(RouterSettings settings, RequestTracing tracing, long memory) {
		this.transport.limitMemory(memory);
		RoutedRequestTracing traces = new RoutedRequestTracing(tracing);
		this.backend = new Backend(settings, this.transport, this.record, traces);
		this.frontend = new Frontend(settings, this.backend, this.transport, this.record, traces, new RouterReport(
				NodeIdentity.random(), Instant.EPOCH, Disclosure.INSIDE, Long.MAX_VALUE, List::of, () -> null));
		this.backend.answerBy(this.frontend);
		this.transport.open();
		pass(Duration.ofSeconds(5)); // no worker of a router before is expected any more
	}

	Backend backend() {
		return this.backend;
	}

	Frontend frontend() {
		return this.frontend;
	}

	RouterRecord record() {
		return this.record;
	}

	TransportRecord drops() {
		return this.drops;
	}

	SteppedTransport transport() {
		return this.transport;
	}

	RouterStatus status() {
		return this.backend.status(this.backend.loop().status());
	}

	void pass(Duration time) {
		this.transport.clock().advance(time);
		this.transport.turn();
	}

	/** A client sends a request, whose correlation is its number. */
	void sendRequest(String client, String event, int number, String headers) {
		sendRequest(null, client, event, number, headers);
	}

	void sendRequest(@Nullable Peer user, String client, String event, int number, String headers) {
		clients().incomingFrom(user, frames(client, String.valueOf(number), "", event, "1", headers));
		this.transport.turn();
	}

	void announce(@Nullable Peer user, String worker, String data) {
		workers().incomingFrom(user, frames(worker, "", "zmqf.ready", data));
		this.transport.turn();
	}

	void announce(String worker, String data) {
		announce(null, worker, data);
	}

	void reply(byte[][] request) {
		workers().incoming(request[0], request[1], request[2], request[3], bytes("2"));
		this.transport.turn();
	}

	ScriptedSocket workers() {
		return this.transport.socket(0);
	}

	ScriptedSocket clients() {
		return this.transport.socket(1);
	}

	/** The requests that workers were sent, oldest first. */
	List<byte[][]> requests() {
		return workers().sent().stream().filter((frames) -> frames[1].length > 0).toList();
	}

	/** The replies and errors that a client was sent. */
	List<List<String>> answers(String client) {
		return clients().sent().stream().map(RawPeer::text).filter((frames) -> frames.get(0).equals(client)).toList();
	}

	static byte[][] frames(String... frames) {
		byte[][] bytes = new byte[frames.length][];
		for (int i = 0; i < frames.length; i++) {
			bytes[i] = bytes(frames[i]);
		}
		return bytes;
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

package io.zmqf.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.Capabilities;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.EnvelopeIndex;
import io.zmqf.message.JsonData;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Problem;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * A server for tests, which expects requests and replies as defined by the test. An
 * unexpected request is answered with a problem of status 500, and fails
 * {@link #verify()}. The server is reset after each test. Tests that share it run one
 * after the other.
 *
 * @since 0.1.0
 */
public final class MockZmqServer implements SmartLifecycle {

	/** The default id of the node that replies to a request to all nodes. */
	public static final String NODE = "mock-server";

	private static final String UNEXPECTED = "urn:zmqf:test:unexpected-request";

	private static final String FAILED = "urn:zmqf:test:failed-expectation";

	private final Transport transport;

	private final Endpoint endpoint;

	private final JsonData json;

	private final List<RequestExpectation> expectations = new ArrayList<>();

	private final List<MockZmqRequest> requests = new ArrayList<>();

	private final List<MockZmqRequest> unexpected = new ArrayList<>();

	/** The first exception of a condition or a response of the test. */
	private @Nullable Throwable failure;

	private @Nullable SocketLoop loop;

	MockZmqServer(Transport transport, Endpoint endpoint, JsonData json) {
		this.transport = transport;
		this.endpoint = endpoint;
		this.json = json;
	}

	/**
	 * Expects a request, once by default or as often as
	 * {@link RequestExpectation#times(int)} defines. Expectations are tried in their
	 * order, and a request meets the first match.
	 * @param event the event of the request
	 * @return the expectation, to define its response
	 */
	public RequestExpectation expect(String event) {
		RequestExpectation expectation = new RequestExpectation(event, this.json);
		synchronized (this) {
			this.expectations.add(expectation);
			notifyAll();
		}
		return expectation;
	}

	/**
	 * Verifies that all expected requests were received, and no others.
	 * @throws AssertionError if a request is missing or unexpected, or if a condition or
	 * a response of an expectation threw an exception, which is its cause
	 */
	public void verify() {
		verify(Duration.ZERO);
	}

	/**
	 * Waits until all expected requests were received, and verifies that there were no
	 * others.
	 * @param timeout the maximum time to wait for requests
	 * @throws AssertionError if a request is missing or unexpected, or if a condition or
	 * a response of an expectation threw an exception, which is its cause
	 */
	public synchronized void verify(Duration timeout) {
		long end = System.nanoTime() + BoundedTime.of(timeout).toNanos();
		while (this.failure == null && this.unexpected.isEmpty()
				&& !this.expectations.stream().allMatch(RequestExpectation::isMet)) {
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				break;
			}
			try {
				wait(left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		if (this.failure != null) {
			throw new AssertionError("An expectation failed: " + this.failure, this.failure);
		}
		if (!this.unexpected.isEmpty() || !this.expectations.stream().allMatch(RequestExpectation::isMet)) {
			throw new AssertionError(describe());
		}
	}

	private String describe() {
		return "Expected:\n" + lines(this.expectations) + "Received:\n" + lines(this.requests)
				+ (this.unexpected.isEmpty() ? "" : "Unexpected:\n" + lines(this.unexpected));
	}

	private static String lines(List<?> items) {
		return items.isEmpty() ? "  nothing\n"
				: items.stream().map((item) -> "  " + item + "\n").collect(Collectors.joining());
	}

	/**
	 * Returns the requests that were received since the last reset.
	 * @return the requests in order of arrival
	 */
	public synchronized List<MockZmqRequest> getRequests() {
		return List.copyOf(this.requests);
	}

	/** Removes expectations and requests. Called after each test. */
	public synchronized void reset() {
		this.expectations.clear();
		this.requests.clear();
		this.unexpected.clear();
		this.failure = null;
	}

	/** Binds the server. Called again after its context was paused. */
	@Override
	public synchronized void start() {
		if (this.loop == null) {
			Receiver receiver = new Receiver();
			SocketLoop opened = this.transport.create("zmqf-mock-server",
					SocketSettings.binding(SocketSettings.Type.ROUTER, this.endpoint)
						.withProperties(Capabilities.OWN.properties()),
					receiver);
			receiver.loop = opened;
			opened.start();
			this.loop = opened;
		}
	}

	@Override
	public void stop() {
		SocketLoop closing;
		synchronized (this) {
			closing = this.loop;
			this.loop = null;
		}
		if (closing != null) {
			closing.close();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.loop != null;
	}

	/** Starts before clients connect, and stops after they have disconnected. */
	@Override
	public int getPhase() {
		return 0;
	}

	private synchronized RequestExpectation.Response meet(MockExchange exchange) {
		MockZmqRequest request = exchange.request();
		this.requests.add(request);
		notifyAll();
		for (RequestExpectation expectation : this.expectations) {
			if (expectation.meets(request)) {
				exchange.meets(expectation);
				return expectation.response();
			}
		}
		this.unexpected.add(request);
		Problem problem = Problem.of(500, UNEXPECTED, "Unexpected request",
				request + " was not expected. Expected:\n" + lines(this.expectations));
		return (reply) -> reply.problem(problem);
	}

	synchronized void answered(RequestExpectation expectation) {
		expectation.answered();
		notifyAll();
	}

	/**
	 * Records a failure of the test, which the reply and {@link #verify()} report.
	 * Requests from before the last reset are ignored, because they belong to an earlier
	 * test.
	 */
	synchronized Problem failed(MockZmqRequest request, Throwable ex) {
		if (this.failure == null && this.requests.contains(request)) {
			this.failure = ex;
		}
		notifyAll();
		return Problem.of(500, FAILED, "Failed expectation", "The expectation of " + request + " failed: " + ex);
	}

	/** Receives requests on the socket's loop. */
	private final class Receiver implements SocketHandler {

		private final EnvelopeIndex<MockExchange> exchanges = new EnvelopeIndex<>();

		private @Nullable SocketLoop loop;

		@Override
		public void onMessage(byte[][] frames) {
			try {
				int delimiter = MessageCodec.delimiter(frames);
				ControlMessage control = ControlMessage.of(frames, delimiter);
				SocketLoop current = this.loop;
				if (control != null) {
					onControlMessage(control, frames, delimiter);
				}
				else if (current != null) {
					take(MessageCodec.decode(frames), frames, delimiter, current);
				}
			}
			catch (MalformedMessageException ex) {
				// this library's clients never send it
			}
		}

		private void take(Message message, byte[][] frames, int delimiter, SocketLoop current) {
			JsonData mapper = MockZmqServer.this.json;
			MockZmqRequest request = new MockZmqRequest(message.event(), message.data(), message.headers(), mapper);
			MockExchange exchange = new MockExchange(MockZmqServer.this, current, message, request, mapper);
			this.exchanges.add(frames, delimiter, exchange);
			exchange.answer((each) -> meet(each).answer(each));
		}

		private void onControlMessage(ControlMessage control, byte[][] frames, int delimiter) {
			MockExchange exchange = this.exchanges.find(frames, delimiter);
			if (exchange != null && control == ControlMessage.CANCEL) {
				exchange.cancel();
			}
			else if (exchange != null && control == ControlMessage.CREDIT) {
				exchange.grant(StreamTerms.credit(frames[delimiter + 2]));
			}
		}

	}

}

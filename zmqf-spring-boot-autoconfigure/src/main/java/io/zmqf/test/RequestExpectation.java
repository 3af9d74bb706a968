package io.zmqf.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import io.zmqf.message.JsonData;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request that a {@link MockZmqServer} expects, and its response. By default the
 * response is a reply without data; the {@code and…} methods define another one.
 *
 * @since 0.1.0
 */
public final class RequestExpectation {

	private final String event;

	private final JsonData json;

	private final List<Predicate<MockZmqRequest>> conditions = new ArrayList<>();

	private final StringBuilder description;

	private int times = 1;

	private int received;

	private int answered;

	private volatile Response response = (exchange) -> exchange.reply(null);

	RequestExpectation(String event, JsonData json) {
		this.event = event;
		this.json = json;
		this.description = new StringBuilder(event);
	}

	/**
	 * Expects equal data, compared as JSON.
	 * @param data the data, which the application's mapper must be able to write;
	 * {@code null} for none
	 * @return this expectation
	 */
	public RequestExpectation withData(@Nullable Object data) {
		JsonNode tree = TestJson.tree(this.json.write(data));
		return with(" with data " + tree, (request) -> TestJson.equal(TestJson.tree(request.bytes()), tree));
	}

	/**
	 * Expects data that contain the given properties.
	 * @param text the JSON, which may use single quotes
	 * @return this expectation
	 */
	public RequestExpectation withJson(String text) {
		JsonNode tree = TestJson.read(text);
		return with(" with data that contain " + tree,
				(request) -> TestJson.contains(TestJson.tree(request.bytes()), tree));
	}

	/**
	 * Expects a header.
	 * @param name the name
	 * @param value the value
	 * @return this expectation
	 */
	public RequestExpectation withHeader(String name, String value) {
		return with(" with header " + name + "=" + value, (request) -> value.equals(request.getHeaders().get(name)));
	}

	/**
	 * Expects a request that meets a condition.
	 * @param condition the condition; if it throws, as a failed assertion does, the
	 * request and {@link MockZmqServer#verify()} fail
	 * @return this expectation
	 */
	public RequestExpectation matching(Predicate<MockZmqRequest> condition) {
		return with(" that meets a condition", condition);
	}

	private synchronized RequestExpectation with(String text, Predicate<MockZmqRequest> condition) {
		this.description.append(text);
		this.conditions.add(condition);
		return this;
	}

	/**
	 * Expects the request more than once, or never.
	 * @param count the number of requests
	 * @return this expectation
	 */
	public synchronized RequestExpectation times(int count) {
		this.times = count;
		return this;
	}

	/**
	 * Responds with data.
	 * @param data the data, which the application's mapper must be able to write;
	 * {@code null} for none
	 */
	public void andReply(@Nullable Object data) {
		this.response = (exchange) -> exchange.reply(data);
	}

	/**
	 * Responds with data that depend on the request.
	 * @param data the function that returns the data, called on an event loop, which must
	 * not block
	 */
	public void andReplyWith(Function<MockZmqRequest, @Nullable Object> data) {
		this.response = (exchange) -> exchange.reply(data.apply(exchange.request()));
	}

	/**
	 * Responds after a delay, which may exceed the client's timeout.
	 * @param delay the delay
	 * @param data the data, which the application's mapper must be able to write;
	 * {@code null} for none
	 */
	public void andReplyLate(Duration delay, @Nullable Object data) {
		this.response = (exchange) -> exchange.respondAfter(delay, (late) -> late.reply(data));
	}

	/**
	 * Responds with a problem.
	 * @param problem the problem
	 */
	public void andProblem(Problem problem) {
		this.response = (exchange) -> exchange.problem(problem);
	}

	/**
	 * Responds with a problem of the protocol.
	 * @param type the type of the problem
	 */
	public void andProblem(ProblemType type) {
		andProblem(type.of(this.event, null));
	}

	/**
	 * Responds with a stream, whose items are sent as the client requests them.
	 * @param items the items, which the application's mapper must be able to write
	 * @return the items, to define how the stream ends
	 */
	public MockItems andItems(@Nullable Object... items) {
		MockItems reply = new MockItems(Arrays.stream(items).map(this.json::write).toList(), this.event);
		this.response = (exchange) -> exchange.items(reply);
		return reply;
	}

	/**
	 * Responds to a request to all nodes. Without this method the response is that of one
	 * node, {@link MockZmqServer#NODE}.
	 * @param replies the data of the replies by node id
	 * @param missing the ids of the nodes that do not reply
	 */
	public void andReplies(Map<String, ?> replies, String... missing) {
		Map<String, ?> all = new LinkedHashMap<>(replies);
		this.response = (exchange) -> exchange.replies(all, List.of(missing));
	}

	/** Responds with data that are not JSON. */
	public void andMalformedReply() {
		this.response = MockExchange::malformed;
	}

	/** Does not respond, so that the client times out. */
	public void andNoReply() {
		this.response = (exchange) -> {
		};
	}

	/** Closes the connection while the request is in flight, and accepts a new one. */
	public void andLoseConnection() {
		this.response = MockExchange::loseConnection;
	}

	synchronized boolean meets(MockZmqRequest request) {
		boolean fits = this.received < this.times && this.event.equals(request.getEvent())
				&& this.conditions.stream().allMatch((condition) -> condition.test(request));
		if (fits) {
			this.received++;
		}
		return fits;
	}

	synchronized boolean isMet() {
		return this.answered == this.times;
	}

	synchronized void answered() {
		this.answered++;
	}

	Response response() {
		return this.response;
	}

	@Override
	public synchronized String toString() {
		return this.description + ": " + this.received + " of " + this.times + " received"
				+ ((this.answered < this.received) ? ", " + this.answered + " answered" : "");
	}

	/** The response to a request, sent on the loop of the server's socket. */
	@FunctionalInterface
	interface Response {

		void answer(MockExchange exchange);

	}

}

package io.zmqf.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.JsonData;
import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.Assert;

/**
 * Sends requests in a test. A failed request also returns a {@link ZmqTestReply}, for
 * {@code assertThat(tester.request("orders.place", order)).isOk()}. Defaults belong to
 * the test's thread and are reset after each test. Therefore tests may run in parallel.
 *
 * @since 0.1.0
 */
public final class ZmqTester {

	private final Supplier<ZmqClient> client;

	private final JsonData json;

	private final ThreadLocal<Map<String, String>> headers = ThreadLocal.withInitial(LinkedHashMap::new);

	private final ThreadLocal<@Nullable Duration> timeout = new ThreadLocal<>();

	ZmqTester(Supplier<ZmqClient> client, JsonData json) {
		this.client = client;
		this.json = json;
	}

	/**
	 * Sends a request and waits for its outcome.
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @return the outcome
	 */
	public ZmqTestReply request(String event, @Nullable Object data) {
		return event(event).data(data).send();
	}

	/**
	 * Sends a request for a stream and reads it to its end.
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @return the items and the end
	 */
	public ZmqTestStream stream(String event, @Nullable Object data) {
		return event(event).data(data).stream();
	}

	/**
	 * Starts a request that needs headers or a timeout.
	 * @param event the event
	 * @return the request to complete and send
	 */
	public Request event(String event) {
		return new Request(event);
	}

	/**
	 * Adds a header to all requests of this test.
	 * @param name the name
	 * @param value the value
	 * @return this tester
	 */
	public ZmqTester defaultHeader(String name, String value) {
		this.headers.get().put(name, value);
		return this;
	}

	/**
	 * Sets the timeout of all requests of this test.
	 * @param wait the maximum time to wait for each reply
	 * @return this tester
	 */
	public ZmqTester defaultTimeout(Duration wait) {
		this.timeout.set(wait);
		return this;
	}

	/** Removes the defaults of this test. Called after each test. */
	public void reset() {
		this.headers.remove();
		this.timeout.remove();
	}

	/** A request of a test. */
	public final class Request {

		private final String event;

		private final RequestSpec spec;

		private byte[] data;

		private Request(String event) {
			this.event = event;
			this.spec = begin(ZmqTester.this.client.get(), event);
			ZmqTester.this.headers.get().forEach(this.spec::header);
			Duration wait = ZmqTester.this.timeout.get();
			if (wait != null) {
				this.spec.timeout(wait);
			}
			this.data = ZmqTester.this.json.write(null);
		}

		private static RequestSpec begin(ZmqClient client, String event) {
			@Nullable RequestSpec spec = client.event(event);
			Assert.state(spec != null,
					"The ZmqClient of this test is a mock, but ZmqTester sends its requests with "
							+ "it. Mock a component that uses the client, such as a declared client, or use "
							+ "a spy of the client.");
			return spec;
		}

		/**
		 * Sets the data.
		 * @param value the data, which the application's mapper must be able to write
		 * @return this request
		 */
		public Request data(@Nullable Object value) {
			this.data = ZmqTester.this.json.write(value);
			return this;
		}

		/**
		 * Sets the data as JSON.
		 * @param text the JSON, which may use single quotes
		 * @return this request
		 */
		public Request json(String text) {
			return data(TestJson.read(text));
		}

		/**
		 * Adds a header.
		 * @param name the name
		 * @param value the value
		 * @return this request
		 */
		public Request header(String name, String value) {
			this.spec.header(name, value);
			return this;
		}

		/**
		 * Sets the timeout.
		 * @param wait the maximum time to wait for the reply
		 * @return this request
		 */
		public Request timeout(Duration wait) {
			this.spec.timeout(wait);
			return this;
		}

		/**
		 * Sends the request and waits for its outcome.
		 * @return the outcome
		 */
		public ZmqTestReply send() {
			try {
				byte[] reply = this.spec.data(this.data).request(byte[].class);
				return new ZmqTestReply(this.event, this.data, reply, null, ZmqTester.this.json);
			}
			catch (ZmqException ex) {
				return new ZmqTestReply(this.event, this.data, null, ex, ZmqTester.this.json);
			}
		}

		/**
		 * Sends the request for a stream and reads it to its end. The timeout applies to
		 * each item.
		 * @return the items and the end
		 */
		public ZmqTestStream stream() {
			return stream(Long.MAX_VALUE);
		}

		/**
		 * Sends the request for a stream, reads some items and closes it.
		 * @param maxItems the number of items after which the stream is closed
		 * @return the items and the end
		 */
		public ZmqTestStream stream(long maxItems) {
			List<byte[]> items = new ArrayList<>();
			ZmqException failure = null;
			try (Stream<byte[]> stream = this.spec.data(this.data).stream(byte[].class)) {
				stream.limit(maxItems).forEach(items::add);
			}
			catch (ZmqException ex) {
				failure = ex;
			}
			return new ZmqTestStream(items, new ZmqTestReply(this.event, this.data, null, failure, ZmqTester.this.json),
					ZmqTester.this.json);
		}

		/**
		 * Sends the request to all nodes and waits for their replies.
		 * @return the replies as JSON
		 * @throws ZmqException if the request as a whole failed
		 */
		public Gathered<JsonNode> gather() {
			return this.spec.data(this.data).gather(JsonNode.class);
		}

	}

}

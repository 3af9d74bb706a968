package io.zmqf.test;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import io.zmqf.message.JsonData;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * The outcome of a {@link ZmqTester}'s request: a reply, a problem or another failure.
 *
 * @since 0.1.0
 */
public final class ZmqTestReply implements AssertProvider<ZmqReplyAssert> {

	private final String event;

	private final byte[] request;

	private final byte @Nullable [] data;

	private final @Nullable ZmqException failure;

	private final JsonData json;

	ZmqTestReply(String event, byte[] request, byte @Nullable [] data, @Nullable ZmqException failure, JsonData json) {
		this.event = event;
		this.request = request;
		this.data = data;
		this.failure = failure;
		this.json = json;
	}

	/**
	 * Returns the data of the reply.
	 * @param <T> the type of the data
	 * @param type the type of the data
	 * @return the data, or {@code null} if the reply has none
	 * @throws ZmqException the failure, if there is no reply
	 */
	public <T> @Nullable T getData(Class<T> type) {
		return read(type);
	}

	/**
	 * Returns the data of the reply.
	 * @param <T> the type of the data
	 * @param type the generic type of the data
	 * @return the data, or {@code null} if the reply has none
	 * @throws ZmqException the failure, if there is no reply
	 */
	public <T> @Nullable T getData(ParameterizedTypeReference<T> type) {
		return read(type.getType());
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T read(Type type) {
		return (T) this.json.read(bytes(), type);
	}

	/**
	 * Returns the data of the reply as text.
	 * @return the JSON
	 * @throws ZmqException the failure, if there is no reply
	 */
	public String getJson() {
		return new String(bytes(), StandardCharsets.UTF_8);
	}

	byte[] bytes() {
		if (this.failure != null) {
			throw this.failure;
		}
		return (this.data != null) ? this.data : this.json.write(null);
	}

	byte[] write(@Nullable Object value) {
		return this.json.write(value);
	}

	/**
	 * Returns the problem in the reply.
	 * @return the problem, or {@code null} if there is none
	 */
	public @Nullable Problem getProblem() {
		return (this.failure instanceof ZmqRemoteException remote) ? remote.getProblem() : null;
	}

	/**
	 * Returns the reason why there is no reply.
	 * @return the exception that a client would throw, or {@code null} if there is a
	 * reply
	 */
	public @Nullable ZmqException getFailure() {
		return this.failure;
	}

	@Override
	public ZmqReplyAssert assertThat() {
		return new ZmqReplyAssert(this);
	}

	@Override
	public String toString() {
		Problem problem = getProblem();
		String outcome = (problem != null) ? "problem " + new String(problem.toJson(), StandardCharsets.UTF_8)
				: (this.failure != null) ? String.valueOf(this.failure) : "reply " + getJson();
		return this.event + " " + new String(this.request, StandardCharsets.UTF_8) + " -> " + outcome;
	}

}

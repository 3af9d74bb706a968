package io.zmqf.test;

import java.util.Objects;
import java.util.function.Predicate;

import io.zmqf.message.Problem;
import io.zmqf.message.Problem.FieldError;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Assertions for a {@link ZmqTestReply}. A failure message contains the whole outcome.
 *
 * @since 0.1.0
 */
public final class ZmqReplyAssert extends AbstractAssert<ZmqReplyAssert, ZmqTestReply> {

	ZmqReplyAssert(ZmqTestReply actual) {
		super(actual, ZmqReplyAssert.class);
	}

	/**
	 * Verifies that the request succeeded.
	 * @return this assertion
	 */
	public ZmqReplyAssert isOk() {
		isNotNull();
		return verify(this.actual.getFailure() == null, "a reply");
	}

	/**
	 * Verifies that the reply has equal data, compared as JSON.
	 * @param expected the data, which the application's mapper must be able to write
	 * @return this assertion
	 */
	public ZmqReplyAssert hasData(@Nullable Object expected) {
		isOk();
		JsonNode tree = TestJson.tree(this.actual.write(expected));
		return verify(TestJson.equal(TestJson.tree(this.actual.bytes()), tree), "a reply with data " + tree);
	}

	/**
	 * Verifies that the data of the reply contain the given properties.
	 * @param expected the JSON, which may use single quotes
	 * @return this assertion
	 */
	public ZmqReplyAssert hasJson(String expected) {
		isOk();
		JsonNode tree = TestJson.read(expected);
		return verify(TestJson.contains(TestJson.tree(this.actual.bytes()), tree), "a reply that contains " + tree);
	}

	/**
	 * Verifies that the reply has no data.
	 * @return this assertion
	 */
	public ZmqReplyAssert hasNoData() {
		isOk();
		return verify(TestJson.tree(this.actual.bytes()).isNull(), "a reply without data");
	}

	/**
	 * Continues with an assertion for the data of the reply.
	 * @param <T> the type of the data
	 * @param type the type of the data
	 * @return the assertion for the data
	 */
	public <T> ObjectAssert<@Nullable T> data(Class<T> type) {
		isOk();
		return Assertions.assertThat(this.actual.getData(type)).as("data of %s", this.actual);
	}

	/**
	 * Verifies that the reply is a problem.
	 * @return this assertion
	 */
	public ZmqReplyAssert isProblem() {
		return problem("a problem", (problem) -> true);
	}

	/**
	 * Verifies that the reply is a problem with a status.
	 * @param status the status, as in HTTP
	 * @return this assertion
	 */
	public ZmqReplyAssert isProblem(int status) {
		return problem("a problem of status " + status, (problem) -> problem.status() == status);
	}

	/**
	 * Verifies that the reply is a problem of the protocol.
	 * @param type the type of the problem
	 * @return this assertion
	 */
	public ZmqReplyAssert isProblem(ProblemType type) {
		return hasType(type.uri());
	}

	/**
	 * Verifies that the reply is a problem with a type.
	 * @param type the URI of the type
	 * @return this assertion
	 */
	public ZmqReplyAssert hasType(String type) {
		return problem("a problem of type " + type, (problem) -> problem.type().equals(type));
	}

	/**
	 * Verifies that the reply is a problem with a detail.
	 * @param detail the detail
	 * @return this assertion
	 */
	public ZmqReplyAssert hasDetail(String detail) {
		return problem("a problem with the detail '" + detail + "'",
				(problem) -> Objects.equals(problem.detail(), detail));
	}

	/**
	 * Verifies that the reply is a problem with an error for a field.
	 * @param field the path of the field, such as {@code lines[0].quantity}
	 * @return this assertion
	 */
	public ZmqReplyAssert hasError(String field) {
		return problem("a problem with an error of field '" + field + "'",
				(problem) -> problem.errors().stream().map(FieldError::field).anyMatch(field::equals));
	}

	/**
	 * Verifies that the reply is a problem with an error message for a field.
	 * @param field the path of the field
	 * @param message the message
	 * @return this assertion
	 */
	public ZmqReplyAssert hasError(String field, String message) {
		return problem("a problem with the error '" + message + "' of field '" + field + "'",
				(problem) -> problem.errors().contains(new FieldError(field, message)));
	}

	/**
	 * Verifies that the request failed with an exception.
	 * @param type the class of the exception
	 * @return this assertion
	 */
	public ZmqReplyAssert failsWith(Class<? extends ZmqException> type) {
		isNotNull();
		return verify(type.isInstance(this.actual.getFailure()), "a failure with " + type.getSimpleName());
	}

	/**
	 * Verifies that the request timed out.
	 * @return this assertion
	 */
	public ZmqReplyAssert isTimeout() {
		return failsWith(ZmqTimeoutException.class);
	}

	private ZmqReplyAssert problem(String expected, Predicate<Problem> predicate) {
		isNotNull();
		Problem problem = this.actual.getProblem();
		return verify(problem != null && predicate.test(problem), expected);
	}

	private ZmqReplyAssert verify(boolean verified, String expected) {
		if (!verified) {
			failWithMessage("%nExpected %s, but it was:%n  %s", expected, this.actual);
		}
		return this;
	}

}

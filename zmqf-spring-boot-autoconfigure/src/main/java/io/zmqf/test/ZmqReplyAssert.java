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
 * Assertions of a {@link ZmqTestReply}. A failure shows the whole outcome.
 *
 * @since 0.1.0
 */
public final class ZmqReplyAssert extends AbstractAssert<ZmqReplyAssert, ZmqTestReply> {

	ZmqReplyAssert(ZmqTestReply actual) {
		super(actual, ZmqReplyAssert.class);
	}

	/**
	 * Verifies that there is a reply that is no problem.
	 * @return this assertion
	 */
	public ZmqReplyAssert isOk() {
		isNotNull();
		return verify(this.actual.getFailure() == null, "a reply");
	}

	/**
	 * Verifies that the reply has these data, compared as JSON.
	 * @param expected anything that the application's mapper can write
	 * @return this assertion
	 */
	public ZmqReplyAssert hasData(@Nullable Object expected) {
		isOk();
		JsonNode tree = TestJson.tree(this.actual.write(expected));
		return verify(TestJson.equal(TestJson.tree(this.actual.bytes()), tree), "a reply with data " + tree);
	}

	/**
	 * Verifies that the data of the reply have at least these properties.
	 * @param expected JSON, which may have single quotes
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
	 * Goes on with the data of the reply.
	 * @param <T> the type of the data
	 * @param type the type of the data
	 * @return an assertion of the data
	 */
	public <T> ObjectAssert<@Nullable T> data(Class<T> type) {
		isOk();
		return Assertions.assertThat(this.actual.getData(type)).as("data of %s", this.actual);
	}

	/**
	 * Verifies that the peer answered with a problem.
	 * @return this assertion
	 */
	public ZmqReplyAssert isProblem() {
		return problem("a problem", (problem) -> true);
	}

	/**
	 * Verifies that the peer answered with a problem of this status.
	 * @param status the status, as HTTP has them
	 * @return this assertion
	 */
	public ZmqReplyAssert isProblem(int status) {
		return problem("a problem of status " + status, (problem) -> problem.status() == status);
	}

	/**
	 * Verifies that the peer answered with a problem of the protocol.
	 * @param type the type of the problem
	 * @return this assertion
	 */
	public ZmqReplyAssert isProblem(ProblemType type) {
		return hasType(type.uri());
	}

	/**
	 * Verifies that the peer answered with a problem of this type.
	 * @param type the URI of the type
	 * @return this assertion
	 */
	public ZmqReplyAssert hasType(String type) {
		return problem("a problem of type " + type, (problem) -> problem.type().equals(type));
	}

	/**
	 * Verifies that the peer answered with a problem of this detail.
	 * @param detail the detail
	 * @return this assertion
	 */
	public ZmqReplyAssert hasDetail(String detail) {
		return problem("a problem with the detail '" + detail + "'",
				(problem) -> Objects.equals(problem.detail(), detail));
	}

	/**
	 * Verifies that the peer answered with a problem that names a field.
	 * @param field the path of the field, such as {@code lines[0].quantity}
	 * @return this assertion
	 */
	public ZmqReplyAssert hasError(String field) {
		return problem("a problem with an error of field '" + field + "'",
				(problem) -> problem.errors().stream().map(FieldError::field).anyMatch(field::equals));
	}

	/**
	 * Verifies that the peer answered with a problem that names a field and its error.
	 * @param field the path of the field
	 * @param message the message
	 * @return this assertion
	 */
	public ZmqReplyAssert hasError(String field, String message) {
		return problem("a problem with the error '" + message + "' of field '" + field + "'",
				(problem) -> problem.errors().contains(new FieldError(field, message)));
	}

	/**
	 * Verifies that a client fails with this exception.
	 * @param type the class of the exception
	 * @return this assertion
	 */
	public ZmqReplyAssert failsWith(Class<? extends ZmqException> type) {
		isNotNull();
		return verify(type.isInstance(this.actual.getFailure()), "a failure with " + type.getSimpleName());
	}

	/**
	 * Verifies that there is no reply within the timeout.
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

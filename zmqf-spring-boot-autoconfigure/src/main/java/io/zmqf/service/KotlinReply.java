package io.zmqf.service;

import io.zmqf.message.ZmqMalformedReplyException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.Nullness;
import org.springframework.core.ResolvableType;

/**
 * The nullability of a method's reply in Kotlin.
 *
 * @param event the event of the method
 * @param required {@code true} to reject a reply without data
 */
record KotlinReply(String event, boolean required) {

	static KotlinReply of(ExchangeMethod exchange) {
		boolean kotlin = KotlinDetector.isKotlinReflectPresent()
				&& KotlinDetector.isKotlinType(exchange.method().getDeclaringClass());
		return new KotlinReply(exchange.event(),
				kotlin && Nullness.forMethodReturnType(exchange.method()) == Nullness.NON_NULL
						&& exchange.method().getReturnType() != void.class && !isUnit(exchange));
	}

	private static boolean isUnit(ExchangeMethod exchange) {
		Class<?> type = ResolvableType.forMethodReturnType(exchange.method(), exchange.contract()).toClass();
		return type == void.class || type == Void.class || type.getName().equals("kotlin.Unit");
	}

	@Nullable Object of(@Nullable Object reply) {
		if (reply == null && this.required) {
			throw new ZmqMalformedReplyException(this.event, "its peer",
					"it has no data, and the type of the method is not nullable", null);
		}
		return reply;
	}

}

package io.zmqf.service;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.message.DataTypes;

import org.springframework.core.ResolvableType;

/**
 * Knows the declared types whose values a request can have, or a caller can get.
 *
 * @since 0.1.0
 */
public final class DeclaredData {

	private DeclaredData() {
	}

	/**
	 * Whether values of a type can be data.
	 * @param type the type
	 * @return {@code false} for messages, for what is there later or one after the other,
	 * for what {@linkplain DataTypes#isData(Class) is no data} and for containers of
	 * these
	 */
	public static boolean isPossible(ResolvableType type) {
		Class<?> raw = type.toClass();
		if (type.isArray()) {
			return isPossible(type.getComponentType());
		}
		boolean holds = raw == Optional.class || raw == AtomicReference.class || Iterable.class.isAssignableFrom(raw)
				|| Map.class.isAssignableFrom(raw);
		return !ReplyTypes.isMessage(raw) && !ReplyTypes.isLater(raw) && ReplyTypes.remedy(raw) == null
				&& DataTypes.isData(raw) && (!holds
						|| Arrays.stream(ReplyTypes.resolved(type).getGenerics()).allMatch(DeclaredData::isPossible));
	}

}

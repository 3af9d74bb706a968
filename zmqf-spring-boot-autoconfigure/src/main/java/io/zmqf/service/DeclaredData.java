package io.zmqf.service;

import java.lang.reflect.TypeVariable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.zmqf.message.DataTypes;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;

/**
 * Checks for declared types whether their values can be the data of a request or a reply.
 *
 * @since 0.1.0
 */
public final class DeclaredData {

	private DeclaredData() {
	}

	/**
	 * Whether values of a type can be data.
	 * @param type the type
	 * @return {@code false} for messages, for futures and streams, for types that
	 * {@linkplain DataTypes#isData(Class) are not data} and for containers of these
	 */
	public static boolean isPossible(ResolvableType type) {
		return ReplyTypes.valueRemedy(type.toClass()) == null
				&& elements(type).stream().allMatch(DeclaredData::isPossible);
	}

	/**
	 * Returns the element types of a type, as far as they are known.
	 * @param type the type
	 * @return the types, without type variables, whose bounds may refer to themselves
	 */
	public static List<ResolvableType> elements(ResolvableType type) {
		if (type.isArray()) {
			return List.of(type.getComponentType());
		}
		Class<?> raw = type.toClass();
		boolean holds = Stream.of(Optional.class, AtomicReference.class, Iterable.class, Map.class, Message.class)
			.anyMatch((container) -> container.isAssignableFrom(raw));
		return !holds ? List.of()
				: Stream.of(ReplyTypes.resolved(type).getGenerics())
					.filter((element) -> !(element.getType() instanceof TypeVariable<?>))
					.toList();
	}

}

package io.zmqf.transport.nio;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class SafeListenerTests {

	private final List<String> told = new ArrayList<>();

	private final StackOverflowError failure = new StackOverflowError("on purpose");

	static List<Method> notices() {
		return Arrays.stream(TransportListener.class.getDeclaredMethods())
			.filter((notice) -> !notice.isSynthetic())
			.toList();
	}

	private TransportListener throwing() {
		return (TransportListener) Proxy.newProxyInstance(TransportListener.class.getClassLoader(),
				new Class<?>[] { TransportListener.class }, (proxy, notice, arguments) -> {
					this.told.add(notice.getName() + " " + Arrays.asList(arguments));
					throw this.failure;
				});
	}

	@ParameterizedTest
	@MethodSource("notices")
	void delegatesEachCallAndReportsExceptionsOnce(Method notice) throws Exception {
		Object[] arguments = Arrays.stream(notice.getParameterTypes()).map(SafeListenerTests::argument).toArray();
		String source = (notice.getParameterTypes()[0] == String.class) ? "source" : "";
		notice.invoke(SafeListener.of(throwing()), arguments);
		assertThat(this.told).first().isEqualTo(notice.getName() + " " + Arrays.asList(arguments));
		List<String> rest = this.told.subList(1, this.told.size());
		if (notice.getName().equals("loopFailed")) {
			assertThat(rest).isEmpty();
		}
		else {
			assertThat(rest).containsExactly("loopFailed " + List.of(source, this.failure));
		}
	}

	private static Object argument(Class<?> type) {
		if (type == String.class) {
			return "source";
		}
		if (type == SocketEvent.class) {
			return new SocketEvent(SocketEvent.Type.CONNECTED, "tcp://127.0.0.1:1", null, null);
		}
		if (type == SocketStatus.State.class) {
			return SocketStatus.State.CONNECTED;
		}
		if (type == DropReason.class) {
			return DropReason.LATE_REPLY;
		}
		if (type == Duration.class) {
			return Duration.ZERO;
		}
		if (type == int.class) {
			return 1;
		}
		return (type == Throwable.class) ? new Throwable()
				: java.lang.reflect.Array.newInstance(type.getComponentType(), 0);
	}

	@Test
	void equalsAndPrintsLikeItsListener() {
		TransportListener listener = new TransportListener() {

			@Override
			public String toString() {
				return "own";
			}

		};
		assertThat(SafeListener.of(listener)).hasToString("own");
	}

}

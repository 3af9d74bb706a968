package io.zmqf.transport.nio;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SafeListenerTests {

	/** A notice that is not passed on would be lost in silence. */
	@Test
	void passesEveryNoticeOn() {
		List<String> passedOn = Arrays.stream(SafeListener.class.getDeclaredMethods()).map(Method::getName).toList();

		assertThat(TransportListener.class.getDeclaredMethods()).extracting(Method::getName)
			.filteredOn((name) -> !name.startsWith("lambda$"))
			.allSatisfy((name) -> assertThat(passedOn).contains(name));
	}

}

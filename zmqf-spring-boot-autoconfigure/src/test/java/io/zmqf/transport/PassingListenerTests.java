package io.zmqf.transport;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import io.zmqf.transport.internal.PassingListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PassingListenerTests {

	/** A notice that is not passed on would be lost in silence. */
	@Test
	void passesEveryNoticeOn() {
		List<String> passedOn = Arrays.stream(PassingListener.class.getDeclaredMethods()).map(Method::getName).toList();

		assertThat(TransportListener.class.getDeclaredMethods()).extracting(Method::getName)
			.filteredOn((name) -> !name.startsWith("lambda$"))
			.allSatisfy((name) -> assertThat(passedOn).contains(name));
	}

}

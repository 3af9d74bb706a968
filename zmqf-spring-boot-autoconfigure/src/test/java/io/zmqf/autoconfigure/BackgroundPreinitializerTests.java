package io.zmqf.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What runs beside the start of every application that has the starter. */
class BackgroundPreinitializerTests {

	@Test
	void bootFindsIt() {
		List<BackgroundPreinitializer> found = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(BackgroundPreinitializer.class, SpringFactoriesLoader.FailureHandler.throwing());
		assertThat(found).hasAtLeastOneElementOfType(ZmqBackgroundPreinitializer.class);
	}

	@Test
	void leavesNoThreadBehind() {
		List<Thread> before = threads();
		new ZmqBackgroundPreinitializer().preinitialize();
		await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("zmqf-") || thread.getName().contains("reaper"))
			.toList();
	}

}

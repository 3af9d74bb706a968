package io.zmqf.autoconfigure;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.service.ImportZmqClients;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqProblem;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that restarts as with development tools: its own classes are reloaded,
 * those of libraries are kept.
 */
class RestartTests {

	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	@Test
	void answersAfterEachStartAndLeavesNoThreads() throws Exception {
		for (int i = 0; i < 3; i++) {
			start();
			await().untilAsserted(() -> assertThat(threads()).isEmpty());
		}
	}

	private void start() throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (RestartedClasses classes = new RestartedClasses()) {
			thread.setContextClassLoader(classes);
			Class<?> type = classes.loadClass(Application.class.getName());
			assertThat(type.getClassLoader()).isSameAs(classes);
			assertThat(((Callable<?>) type.getDeclaredConstructor().newInstance()).call()).isEqualTo("sold to Ada");
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.threadsBefore.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("zmqf"))
			.toList();
	}

	/** Loads the classes of this test itself, and leaves all others to its parent. */
	private static final class RestartedClasses extends URLClassLoader {

		RestartedClasses() {
			super(new URL[] { RestartTests.class.getProtectionDomain().getCodeSource().getLocation() },
					RestartTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> known = findLoadedClass(name);
				if (known != null) {
					return known;
				}
				return name.startsWith(RestartTests.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportZmqClients(types = Shop.class)
	@Import(Clerk.class)
	public static class Application implements Callable<String> {

		@Override
		public String call() {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.run("--zmqf.server.address=tcp://127.0.0.1:0", "--zmqf.client.timeout=60s")) {
				context.getBean(ZmqClient.class).request("count", new Order("Ada"), Order.class);
				try {
					context.getBean(Shop.class).sell(new Order(""));
				}
				catch (ClosedException ex) {
					return context.getBean(Shop.class).sell(new Order("Ada"));
				}
				return "not refused";
			}
		}

	}

	public record Order(String customer) {
	}

	@ZmqProblem(type = "urn:shop:closed", status = 409)
	public static class ClosedException extends RuntimeException {

	}

	public interface Shop {

		@ZmqExchange(event = "sell", problems = ClosedException.class)
		String sell(Order order);

	}

	public static class Clerk implements Shop {

		@Override
		public String sell(Order order) {
			if (order.customer().isEmpty()) {
				throw new ClosedException();
			}
			return "sold to " + order.customer();
		}

		@ZmqHandler("count")
		Order count(Order order) {
			return order;
		}

	}

}

package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A server gets another key while its clients use it. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class KeyRotationTests {

	private static final CurveKeyPair OLD = CurveKeyPair.generate();

	private static final CurveKeyPair NEW = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private final Nodes nodes = new Nodes();

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withPropertyValues("zmqf.security.key-interval=20ms");

	@TempDir
	Path directory;

	private Path secret;

	private Path nextSecret;

	private Path known;

	@BeforeEach
	void writeOldKeys() throws IOException {
		this.secret = write("server.key_secret", OLD.secretText());
		this.nextSecret = this.directory.resolve("next.key_secret");
		this.known = write("server.key", OLD.publicKey().text());
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	private Path write(String file, String content) throws IOException {
		Path whole = Files.writeString(this.directory.resolve(file + ".part"), content);
		return Files.move(whole, this.directory.resolve(file), StandardCopyOption.REPLACE_EXISTING,
				StandardCopyOption.ATOMIC_MOVE);
	}

	private ApplicationContextRunner server() {
		return this.runner.withBean(Handlers.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0",
					"zmqf.security.server.secret-key=file:" + this.secret + ", optional:file:" + this.nextSecret,
					"zmqf.security.server.clients.shop.public-key=" + SHOP.publicKey());
	}

	private ApplicationContextRunner client(Endpoint server) {
		return this.runner.withPropertyValues("zmqf.client.address=" + server, "zmqf.client.timeout=20s",
				"zmqf.security.client.secret-key=" + SHOP.secretText(),
				"zmqf.security.client.server-key=file:" + this.known);
	}

	private RequestClient clientWith(CurveKeyPair key, Endpoint server) {
		return this.nodes.client(ClientSettings.of("client", server)
			.withTimeout(Duration.ofSeconds(20))
			.withSecurity(new ClientSecurity.Curve(SHOP, key.publicKey())));
	}

	private static void isServed(RequestClient client) {
		assertThat(client.request("answer", "x", String.class)).isEqualTo("x");
	}

	private static void isRefused(RequestClient client) {
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> client.event("answer").data("x").timeout(Duration.ofMillis(500)).request(String.class));
	}

	private static Endpoint address(Worker worker) {
		return worker.endpoints().get(0);
	}

	@Test
	void aKeyIsRotatedStepByStepWithoutALostRequest(CapturedOutput output) {
		server().run((serving) -> {
			Endpoint server = address(serving.getBean(ZmqWorkerAutoConfiguration.SERVER, Worker.class));
			client(server).run((asking) -> {
				Load load = new Load(asking.getBean(ZmqClient.class));
				load.awaitMore();
				isRefused(clientWith(NEW, server));
				write("next.key_secret", NEW.secretText()); // 1: the server has both
				await().untilAsserted(() -> isServed(clientWith(NEW, server)));
				isServed(clientWith(OLD, server));
				load.awaitMore();
				// 2: clients have the new one
				write("server.key", NEW.publicKey().text());
				await()
					.until(() -> output.getAll().contains("The keys of zmqf.security.client.server-key have changed"));
				load.awaitMore();
				write("server.key_secret", NEW.secretText()); // 3: the old one is gone
				Files.delete(this.nextSecret);
				await().untilAsserted(() -> isRefused(clientWith(OLD, server)));
				isServed(clientWith(NEW, server));
				load.awaitMore();
				load.end();
			});
		});
		assertThat(output).contains("The keys of zmqf.security.server.secret-key have changed")
			.contains(NEW.publicKey().text())
			.doesNotContain(NEW.secretText())
			.doesNotContain(OLD.secretText());
	}

	@Test
	void clientWithSeveralKeysFindsThatOfTheServer() throws IOException {
		Files.writeString(this.known, OLD.publicKey().text());
		write("server.key_secret", NEW.secretText());
		server().run((serving) -> {
			Endpoint server = address(serving.getBean(ZmqWorkerAutoConfiguration.SERVER, Worker.class));
			client(server)
				.withPropertyValues("zmqf.security.client.server-key=file:" + this.known + "," + NEW.publicKey())
				.run((asking) -> assertThat(asking.getBean(ZmqClient.class).request("answer", "x", String.class))
					.isEqualTo("x"));
		});
	}

	@Test
	void connectionToAServerWithARevokedKeyIsClosed(CapturedOutput output) {
		server().run((serving) -> {
			Endpoint server = address(serving.getBean(ZmqWorkerAutoConfiguration.SERVER, Worker.class));
			client(server).run((asking) -> {
				ZmqClient client = asking.getBean(ZmqClient.class);
				assertThat(client.request("answer", "x", String.class)).isEqualTo("x");
				write("server.key", NEW.publicKey().text());
				await().untilAsserted(() -> assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(
						() -> client.event("answer").data("x").timeout(Duration.ofMillis(300)).request(String.class)));
				await().until(() -> output.getAll().contains("zmqf-client lost its connection to " + server));
			});
		});
	}

	@Test
	void theKeyOfAClientIsRotatedWithoutARestartOrALostRequest(CapturedOutput output) throws IOException {
		Path clients = Files.createDirectory(this.directory.resolve("clients"));
		CurveKeyPair next = CurveKeyPair.generate();
		Path own = write("shop.key_secret", SHOP.secretText());
		SHOP.write(clients.resolve("shop"));
		this.runner.withBean(Handlers.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0",
					"zmqf.security.server.secret-key=file:" + this.secret,
					"zmqf.security.server.client-directory=" + clients, "zmqf.security.server.cut-off=true",
					"zmqf.security.server.client-directory-interval=20ms")
			.run((serving) -> {
				Endpoint server = address(serving.getBean(ZmqWorkerAutoConfiguration.SERVER, Worker.class));
				client(server).withPropertyValues("zmqf.security.client.secret-key=file:" + own).run((asking) -> {
					Load load = new Load(asking.getBean(ZmqClient.class));
					load.awaitMore();
					next.write(clients.resolve("shop-next"));
					write("shop.key_secret", next.secretText());
					await().until(() -> output.getAll()
						.contains("The keys of zmqf.security.client.secret-key have changed: [" + next));
					load.awaitMore(); // by the connection that was made with the old key
					assertThat(output).doesNotContain("lost its connection");
					Files.delete(clients.resolve("shop.key"));
					await().until(() -> output.getAll().contains("zmqf-client lost its connection to " + server));
					load.awaitMore(); // by the new one
					load.end();
				});
			});
		assertThat(output).doesNotContain(next.secretText()).doesNotContain(SHOP.secretText());
	}

	@Test
	void rejectedClientIsAcceptedAfterAnUpdateOfItsFile() throws IOException {
		Path own = write("shop.key_secret", NEW.secretText());
		server().run((serving) -> {
			Endpoint server = address(serving.getBean(ZmqWorkerAutoConfiguration.SERVER, Worker.class));
			client(server).withPropertyValues("zmqf.security.client.secret-key=file:" + own).run((asking) -> {
				ZmqClient client = asking.getBean(ZmqClient.class);
				assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(
						() -> client.event("answer").data("x").timeout(Duration.ofMillis(500)).request(String.class));
				write("shop.key_secret", SHOP.secretText());
				assertThat(client.request("answer", "x", String.class)).isEqualTo("x");
			});
		});
	}

	@Test
	void keysStayAsTheyWereWhileTheirFileCanNotBeRead(CapturedOutput output) {
		server().run((serving) -> {
			Endpoint server = address(serving.getBean(ZmqWorkerAutoConfiguration.SERVER, Worker.class));
			write("server.key_secret", "half a k");
			await().until(() -> output.getAll().contains("the previous ones stay in use"));
			isServed(clientWith(OLD, server));
			write("server.key_secret", NEW.secretText());
			await().untilAsserted(() -> isServed(clientWith(NEW, server)));
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains("the previous ones stay in use"))).hasSize(1);
		assertThat(output).doesNotContain("half a k");
	}

	@Test
	void filesAreReloadedAfterExceptionsAndPendingKeysApplied() throws IOException {
		KeyFiles files = new KeyFiles(new CurveKeyLoader(new DefaultResourceLoader()), () -> Duration.ofMillis(1));
		try {
			KeyRing<CurveKeyPair> own = files.pair("own", "file:" + this.secret);
			KeyRing<CurveKey> servers = files.publicKeys("servers", "file:" + this.known);
			AtomicInteger failing = new AtomicInteger(2);
			for (KeyRing<?> ring : List.of(own, servers)) {
				ring.watch(() -> {
					if (failing.getAndDecrement() > 0) {
						throw new OutOfMemoryError("on purpose");
					}
				});
			}
			write("server.key_secret", NEW.secretText());
			write("server.key", NEW.publicKey().text());
			await().until(() -> failing.get() <= -2); // both were notified once more
			assertThat(own.first()).isEqualTo(NEW);
			assertThat(servers.first()).isEqualTo(NEW.publicKey());
			write("server.key", OLD.publicKey().text());
			await().until(() -> servers.first().equals(OLD.publicKey()));
		}
		finally {
			files.close();
		}
	}

	@Test
	void aPropertyWithAnotherValueHasOtherKeys() {
		try (KeyFiles files = new KeyFiles(new CurveKeyLoader(new DefaultResourceLoader()),
				() -> Duration.ofMillis(1))) {
			assertThat(files.publicKeys("key", OLD.publicKey().toString()).keys()).containsExactly(OLD.publicKey());
			assertThat(files.publicKeys("key", NEW.publicKey().toString()).keys()).containsExactly(NEW.publicKey());
		}
	}

	@Test
	void anIntervalOfNothingIsRefused() {
		server().withPropertyValues("zmqf.security.key-interval=0")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("zmqf.security.key-interval")
				.hasStackTraceContaining("1ms"));
	}

	@Test
	void aListOfFilesOfWhichNoneExistsIsRefused() {
		server().withPropertyValues("zmqf.security.server.secret-key=optional:file:" + this.directory.resolve("none"))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("zmqf.security.server.secret-key")
				.hasStackTraceContaining("none of its files exists"));
	}

	/** Requests without a pause. */
	private static final class Load {

		private final AtomicBoolean ended = new AtomicBoolean();

		private final AtomicLong answered = new AtomicLong();

		private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

		private final List<Thread> threads;

		Load(ZmqClient client) {
			this.threads = List.of(new Thread(() -> ask(client)), new Thread(() -> ask(client)));
			this.threads.forEach(Thread::start);
		}

		private void ask(ZmqClient client) {
			while (!this.ended.get()) {
				try {
					client.event("answer").data("x").idempotent().request(String.class);
					this.answered.incrementAndGet();
				}
				catch (RuntimeException ex) {
					this.failures.add(ex);
				}
			}
		}

		void awaitMore() {
			long before = this.answered.get();
			await().until(() -> this.answered.get() > before + 100);
			assertThat(this.failures).isEmpty();
		}

		void end() throws InterruptedException {
			this.ended.set(true);
			for (Thread thread : this.threads) {
				thread.join();
			}
			assertThat(this.failures).isEmpty();
		}

	}

	static class Handlers {

		@ZmqHandler("answer")
		String answer(String text) {
			return text;
		}

	}

}

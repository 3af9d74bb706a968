package io.zmqf.transport.security;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Keys, their files and pyzmq's, and blocks of addresses. */
class CurveKeysTests {

	@TempDir
	Path directory;

	@Test
	void aSecretKeyDeterminesItsPublicKey() {
		CurveKeyPair pair = CurveKeyPair.generate();
		assertThat(CurveKeyPair.of(pair.secretText())).isEqualTo(pair);
		assertThat(CurveKeyPair.of(pair.secretText()).publicKey()).isEqualTo(pair.publicKey());
		assertThat(pair.toString()).contains(pair.publicKey().text()).doesNotContain(pair.secretText());
	}

	@Test
	@RequiresTool(Tool.PYZMQ)
	void readsCertificatesOfPyzmq() throws Exception {
		python("import sys, zmq.auth; zmq.auth.create_certificates(sys.argv[1], 'shop', {'roles': 'orders, audit'})");
		CurveKeyPair pair = CurveKeyPair.read(this.directory.resolve("shop.key_secret"));
		assertThat(CurveCertificate.read(this.directory.resolve("shop.key")).publicKey()).isEqualTo(pair.publicKey());
		assertThat(CurveCertificate.read(this.directory.resolve("shop.key_secret")).roles()).containsExactly("audit",
				"orders");
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> CurveKeyPair.read(this.directory.resolve("shop.key")))
			.withMessageContaining("has no secret key");
	}

	@Test
	@RequiresTool(Tool.PYZMQ)
	void pyzmqReadsWrittenCertificates() throws Exception {
		CurveKeyPair pair = CurveKeyPair.generate();
		pair.write(this.directory.resolve("shop"));
		assertThat(python("import sys, zmq.auth; print(*(k.decode() for k in zmq.auth.load_certificate(sys.argv[1] "
				+ "+ '/shop.key_secret')))"))
			.isEqualTo(pair.publicKey() + " " + pair.secretText());
	}

	private String python(String code) throws Exception {
		Process python = new ProcessBuilder(Python.executable(), "-c", code, this.directory.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(python.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
		assertThat(python.waitFor()).as(output).isZero();
		return output.strip();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "short", "#################################################",
			"########################################", "0000000000000000000000000000000000000 00" })
	void rejectsInvalidKeysWithoutTheirText(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CurveKey(text))
			.satisfies((ex) -> assertThat(text.isEmpty() || !ex.getMessage().contains(text)).isTrue());
	}

	@Test
	void directoryHasAClientForEachCertificateAndReportsInvalidOnes() throws IOException {
		CurveKeyPair shop = CurveKeyPair.generate();
		shop.write(this.directory.resolve("shop"), "orders");
		Files.writeString(this.directory.resolve("broken.key"), "secret-key = \"hidden\"");
		List<String> unusable = new ArrayList<>();
		ClientDirectory clients = new ClientDirectory(this.directory, unusable::add);
		assertThat(clients.read()).containsExactly(new Peer("shop", java.util.Set.of("orders"), shop.publicKey()));
		assertThat(unusable).singleElement().asString().contains("broken.key").doesNotContain("hidden");
		assertThat(clients.hasChanged()).isFalse();
		Files.delete(this.directory.resolve("shop.key"));
		assertThat(clients.hasChanged()).isTrue();
		assertThat(clients.read()).isEmpty();
	}

	@Test
	void clientOfAnUnreadableFileIsKeptAndTheFileIsReadAgain() throws IOException {
		CurveKeyPair shop = CurveKeyPair.generate();
		CurveKeyPair next = CurveKeyPair.generate();
		Path file = shop.write(this.directory.resolve("shop")).publicFile();
		Files.writeString(this.directory.resolve("broken.key"), "nothing");
		List<String> unusable = new ArrayList<>();
		ClientDirectory clients = new ClientDirectory(this.directory, unusable::add);
		assertThat(clients.read()).extracting(Peer::key).containsExactly(shop.publicKey());
		Files.delete(file);
		Files.createDirectory(file); // which can be opened, and not be read
		for (int i = 0; i < 3; i++) {
			assertThat(clients.hasChanged()).isTrue();
			assertThat(clients.read()).extracting(Peer::key).containsExactly(shop.publicKey());
		}
		assertThat(unusable).as("each is reported once")
			.hasSize(2)
			.last()
			.asString()
			.contains("shop.key can't be read");
		Files.delete(file);
		assertThat(clients.read()).isEmpty();
		Files.move(next.write(this.directory.resolve("next")).publicFile(), file);
		assertThat(clients.read()).extracting(Peer::key).containsExactly(next.publicKey());
		assertThat(clients.hasChanged()).isFalse();
	}

	@Test
	void watchContinuesAfterExceptionsAndRetriesTheChange() throws IOException {
		CurveKeyPair shop = CurveKeyPair.generate();
		shop.write(this.directory.resolve("shop"));
		ClientDirectory clients = new ClientDirectory(this.directory, (reason) -> {
		});
		AuthorisedClients authorised = AuthorisedClients.cuttingOff(clients.read());
		List<Integer> told = Collections.synchronizedList(new ArrayList<>());
		AtomicInteger failing = new AtomicInteger(2);
		authorised.watch(() -> {
			if (failing.getAndDecrement() > 0) {
				throw new OutOfMemoryError("on purpose");
			}
		});
		authorised.watch(() -> told.add(authorised.size()));
		try (ClientDirectoryWatch watch = new ClientDirectoryWatch(clients, authorised::replace, (reason) -> {
			throw new LinkageError("on purpose");
		})) {
			watch.start(Duration.ofMillis(1));
			Files.delete(this.directory.resolve("shop.key"));
			await().untilAsserted(() -> assertThat(told).containsExactly(0, 0, 0));
			shop.write(this.directory.resolve("again"));
			await().until(() -> authorised.size() == 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false", "192.0.2.1, 192.0.2.1, true",
			"192.0.2.1, 192.0.2.2, false", "192.0.2.128/25, 192.0.2.127, false", "192.0.2.128/25, 192.0.2.129, true",
			"0.0.0.0/0, 203.0.113.9, true", "::/0, 203.0.113.9, false", "2001:db8::/32, 2001:db8:1::1, true",
			"2001:db8::/32, 2001:db9::1, false" })
	void aBlockContainsItsAddresses(String block, String address, boolean contained) throws IOException {
		assertThat(AddressBlock.parse(block).contains(InetAddress.getByName(address))).isEqualTo(contained);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/8/8" })
	void rejectsInvalidBlocks(String block) {
		assertThatIllegalArgumentException().isThrownBy(() -> AddressBlock.parse(block));
	}

}

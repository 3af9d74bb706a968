package io.zmqf.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.zmqf.transport.security.CurveCertificate;
import io.zmqf.transport.security.CurveKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class KeysCommandTests {

	@TempDir
	Path directory;

	@Test
	void writesAPairThatOnlyItsOwnerCanRead(CapturedOutput output) throws Exception {
		String path = this.directory.resolve("shop").toString();
		assertThat(KeysCommand.isMeant("keys", path)).isTrue();
		assertThat(KeysCommand.run("keys", path, "orders")).isZero();
		Path secret = Path.of(path + ".key_secret");
		CurveKeyPair keys = CurveKeyPair.read(secret);
		CurveCertificate given = CurveCertificate.read(Path.of(path + ".key"));
		assertThat(given.publicKey()).isEqualTo(keys.publicKey());
		assertThat(given.roles()).containsExactly("orders");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
		assertThat(output).contains(keys.publicKey().text()).doesNotContain(keys.secretText());
	}

	@Test
	void leavesAPairThatIsThereAlone() throws Exception {
		String path = this.directory.resolve("shop").toString();
		KeysCommand.run("keys", path);
		String before = Files.readString(Path.of(path + ".key_secret"));
		assertThat(KeysCommand.run("keys", path)).isOne();
		assertThat(Files.readString(Path.of(path + ".key_secret"))).isEqualTo(before);
	}

	@Test
	void needsToKnowWhere(CapturedOutput output) {
		assertThat(KeysCommand.run("keys")).isEqualTo(2);
		assertThat(output.getErr()).contains("Usage");
		assertThat(KeysCommand.isMeant("--spring.profiles.active=router")).isFalse();
	}

}

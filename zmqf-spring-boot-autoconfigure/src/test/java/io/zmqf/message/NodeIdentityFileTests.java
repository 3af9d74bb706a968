package io.zmqf.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The file that keeps ids, in Python's form. */
class NodeIdentityFileTests {

	private static final String ID = "0123456789abcdef0123456789abcdef";

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void setUp() {
		this.file = this.directory.resolve("config.ini");
	}

	@Test
	void createsTheFile() throws IOException {
		Path deep = this.directory.resolve("not/there/config.ini");
		NodeIdentity identity = new NodeIdentityFile(deep).identity(NodeType.WORKER);
		assertThat(Files.readString(deep)).isEqualTo("[worker]\nnode_id = " + identity.nodeId() + "\n\n");
	}

	@Test
	void keepsTheIdAndChangesTheSession() {
		NodeIdentity first = identity(NodeType.WORKER);
		NodeIdentity second = identity(NodeType.WORKER);
		assertThat(second.nodeId()).isEqualTo(first.nodeId());
		assertThat(second.sessionId()).isNotEqualTo(first.sessionId());
	}

	@Test
	void hasAnIdForEachType() throws IOException {
		NodeIdentity router = identity(NodeType.ROUTER);
		NodeIdentity server = identity(NodeType.SERVER);
		assertThat(server.nodeId()).isNotEqualTo(router.nodeId());
		assertThat(Files.readString(this.file)).isEqualTo(
				"[router]\nnode_id = " + router.nodeId() + "\n\n[server]\nnode_id = " + server.nodeId() + "\n\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[worker]\nnode_id = %s\n\n", "[worker]\nnode_id=%s", "[worker]\nNODE_ID : %s  \n",
			"[other]\nnode_id = no\n[worker]\n# why\n; not\n\na = 1\n  more = of it\nnode_id = %s\n",
			"[worker]\r\nnode_id = %s\r\n", "[worker]\n  node_id = %s\n",
			"[DEFAULT]\na = b\n\n[worker]\nnode_id\t=\t%s" })
	void readsTheFormatOfPython(String text) throws IOException {
		Files.writeString(this.file, text.formatted(ID));
		assertThat(identity(NodeType.WORKER).nodeId()).isEqualTo(ID);
		assertThat(Files.readString(this.file)).isEqualTo(text.formatted(ID));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[other]\nnode_id = %s\n", "[worker]\nvalue =\n  node_id = %s\n",
			"[worker]\n#node_id = %s\n", "[Worker]\nnode_id = %s\n", "[worker]\nmy_node_id = %s\n" })
	void rejectsInvalidIds(String text) throws IOException {
		Files.writeString(this.file, text.formatted(ID));
		assertThat(identity(NodeType.WORKER).nodeId()).isNotEqualTo(ID).isEqualTo(identity(NodeType.WORKER).nodeId());
	}

	@Test
	void leavesEverythingElseAsItIs() throws IOException {
		byte[] before = "; caf\u00e9 \u2713\n[worker]\nx = 1\n\n[z]\ny: 2\n  more".getBytes(StandardCharsets.UTF_8);
		Files.write(this.file, before);
		String worker = identity(NodeType.WORKER).nodeId();
		String client = identity(NodeType.CLIENT).nodeId();
		assertThat(Files.readString(this.file)).isEqualTo("; caf\u00e9 \u2713\n[worker]\nnode_id = " + worker
				+ "\nx = 1\n\n[z]\ny: 2\n  more\n\n[client]\nnode_id = " + client + "\n\n");
	}

	@Test
	void keepsTheLineEndsOfTheFile() throws IOException {
		Files.writeString(this.file, "[a]\r\nb = c\r\n");
		String worker = identity(NodeType.WORKER).nodeId();
		assertThat(Files.readString(this.file))
			.isEqualTo("[a]\r\nb = c\r\n\r\n[worker]\r\nnode_id = " + worker + "\r\n\r\n");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void keepsThePermissionsOfTheFile() throws IOException {
		Files.writeString(this.file, "[a]\n");
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rw-r-----"));
		identity(NodeType.WORKER);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file))).isEqualTo("rw-r-----");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void writesThroughALink() throws IOException {
		Path target = Files.writeString(this.directory.resolve("real.ini"), "[a]\n");
		Files.createSymbolicLink(this.file, target);
		identity(NodeType.WORKER);
		assertThat(this.file).isSymbolicLink();
		assertThat(target).content().contains("node_id = ");
	}

	@Test
	void leavesNoTemporaryFile() throws IOException {
		identity(NodeType.WORKER);
		try (var files = Files.list(this.directory)) {
			assertThat(files.map((each) -> each.getFileName().toString())).containsExactlyInAnyOrder("config.ini",
					"config.ini.lock");
		}
	}

	@Test
	void concurrentReadersGetTheSameId() {
		Set<String> ids = ConcurrentHashMap.newKeySet();
		IntStream.range(0, 16).parallel().forEach((i) -> ids.add(identity(NodeType.WORKER).nodeId()));
		assertThat(ids).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "short", "0123456789ABCDEF0123456789ABCDEF", ID + "0" })
	void refusesAnIdThatIsNotValid(String id) throws IOException {
		Files.writeString(this.file, "[worker]\nnode_id = " + id + "\n");
		assertThatIllegalStateException().isThrownBy(() -> identity(NodeType.WORKER))
			.withMessageContaining(this.file.toString())
			.withMessageContaining("'" + id + "'")
			.withMessageContaining("[worker]")
			.withMessageContaining("correct it, or remove the line");
	}

	@Test
	void describesThatTheFileCanNotBeWritten() throws IOException {
		Path blocked = Files.writeString(this.directory.resolve("a-file"), "").resolve("config.ini");
		assertThatIllegalStateException().isThrownBy(() -> new NodeIdentityFile(blocked).identity(NodeType.SERVER))
			.withMessageContaining("The node id of the server can't be stored in " + blocked);
	}

	private NodeIdentity identity(NodeType type) {
		return new NodeIdentityFile(this.file).identity(type);
	}

}

package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The file of node ids, shared with Python's {@code configparser}. */
@RequiresTool(Tool.PYTHON)
class NodeIdentityFileIT {

	private static final String ID = "0123456789abcdef0123456789abcdef";

	@TempDir
	Path directory;

	private Path file;

	@BeforeEach
	void name() {
		this.file = this.directory.resolve("config.ini");
	}

	@Test
	void isReadByPython() throws Exception {
		Files.writeString(this.file, "# mine\n[worker]\nx = 1\n");
		String worker = identity(NodeType.WORKER).nodeId();
		String router = identity(NodeType.ROUTER).nodeId();
		assertThat(python("""
				import configparser, sys
				config = configparser.ConfigParser()
				config.read(sys.argv[1])
				print(config['worker']['node_id'], config['worker']['x'], config['router']['node_id'])
				""")).isEqualTo(worker + " 1 " + router);
	}

	@Test
	void readsFilesWrittenByPython() throws Exception {
		assertThat(python("""
				import configparser, sys
				config = configparser.ConfigParser()
				config['client'] = {'node_id': '%s', 'text': 'two\\nlines'}
				with open(sys.argv[1], 'w') as file:
				    config.write(file)
				print('written')
				""".formatted(ID))).isEqualTo("written");
		assertThat(identity(NodeType.CLIENT).nodeId()).isEqualTo(ID);
	}

	private String python(String script) throws Exception {
		Process process = new ProcessBuilder(List.of(Python.executable(), "-c", script, this.file.toString()))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private NodeIdentity identity(NodeType type) {
		return new NodeIdentityFile(this.file).identity(type);
	}

}

package io.zmqf.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each tool is looked for by itself, in processes whose path has some of them. */
class ToolsIT {

	private static final String NO_PYTHON = "-Dzmqf.python=/nonexistent/python3";

	@TempDir
	Path path;

	@Test
	void missingToolsAreReportedWithTheirRemedies() throws Exception {
		Map<Tool, String> problems = report(List.of(NO_PYTHON), Tool.PYTHON, Tool.PYZMQ, Tool.NETWORK, Tool.IPTABLES,
				Tool.OTHER_USER);
		assertThat(problems.get(Tool.PYTHON)).contains("apt-get install python3)");
		assertThat(problems.get(Tool.PYZMQ)).contains("apt-get install python3-zmq");
		assertThat(problems.get(Tool.NETWORK)).contains("apt-get install iproute2");
		assertThat(problems.get(Tool.IPTABLES)).contains("apt-get install iptables");
		assertThat(problems.get(Tool.OTHER_USER)).contains("apt-get install util-linux");
	}

	@Test
	void pythonWithoutPyzmqIsPythonAlone() throws Exception {
		Path python = script("python3", "case \"$2\" in *zmq*) exit 1;; esac");
		Map<Tool, String> problems = report(List.of("-Dzmqf.python=" + python), Tool.PYTHON, Tool.PYZMQ);
		assertThat(problems.get(Tool.PYTHON)).isEqualTo("-");
		assertThat(problems.get(Tool.PYZMQ)).contains("python3-zmq");
	}

	@Test
	void ipAloneIsNoFirewall() throws Exception {
		script("ip", "exit 0");
		Map<Tool, String> problems = report(List.of(NO_PYTHON), Tool.NETWORK, Tool.IPTABLES);
		assertThat(problems.get(Tool.NETWORK)).isEqualTo("-");
		assertThat(problems.get(Tool.IPTABLES)).contains("apt-get install iptables");
	}

	@Test
	void programsWithoutTheRightToUseThemAreNotEnough() throws Exception {
		for (String program : new String[] { "ip", "iptables", "setpriv" }) {
			script(program, "echo Operation not permitted; exit 127");
		}
		Map<Tool, String> problems = report(List.of(NO_PYTHON), Tool.NETWORK, Tool.IPTABLES, Tool.OTHER_USER);
		assertThat(problems.values()).allMatch((problem) -> problem.contains("root"))
			.allMatch((problem) -> problem.contains("Operation not permitted"));
	}

	@ParameterizedTest
	@EnumSource
	void missingToolIsDescribedInOneLine(Tool tool) {
		assertThat(String.valueOf(tool.problem())).hasLineCount(1);
	}

	private Path script(String name, String code) throws IOException {
		Path script = Files.writeString(this.path.resolve(name), "#!/bin/sh\n" + code + "\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		return script;
	}

	private Map<Tool, String> report(List<String> options, Tool... tools) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path")));
		command.addAll(options);
		command.add(ToolReport.class.getName());
		Stream.of(tools).map(Tool::name).forEach(command::add);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put("PATH", this.path.toString());
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return Arrays.stream(output.strip().split("\n"))
			.map((line) -> line.split(": ", 2))
			.collect(Collectors.toMap((line) -> Tool.valueOf(line[0]), (line) -> line[1]));
	}

}

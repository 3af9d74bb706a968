package io.zmqf.interop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqf.service.HeaderConversion;
import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/** The functions of the guide read and write lists in headers as Java does. */
@Timeout(120)
@RequiresTool(Tool.PYTHON)
class ListHeadersForPythonIT {

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private static final TypeDescriptor LIST = TypeDescriptor.collection(List.class, TEXT);

	private final ConversionService conversion = HeaderConversion.of((ConversionService) null);

	@Test
	void pythonReadsAndWritesTheHeadersOfJava(@TempDir Path directory) throws Exception {
		for (List<String> elements : List.of(List.<String>of(), List.of("oak", "beech"),
				List.of("oak, solid", "100%", "%2C", "", " x ", "a\n", "\u00a0\u00e9\u00a0", "a b"))) {
			String header = String.valueOf(this.conversion.convert(elements, LIST, TEXT));
			assertThat(List.of(python(directory, "read_list", header, String[].class))).isEqualTo(elements);
			String written = python(directory, "write_list", elements, String.class);
			assertThat(written).isEqualTo(header);
			assertThat(this.conversion.convert(written, TEXT, LIST)).isEqualTo(elements);
		}
	}

	private static <T> T python(Path directory, String function, Object argument, Class<T> type) throws Exception {
		String page = Files.readString(Path.of("..", "docs", "python.md"));
		Matcher code = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(page);
		assertThat(code.find()).isTrue();
		Path script = Files.writeString(directory.resolve("lists.py"),
				code.group(1) + "\nimport json, sys\nprint(json.dumps(" + function
						+ "(json.loads(open(sys.argv[1], encoding='utf-8').read()))))\n");
		Path input = Files.writeString(directory.resolve("argument.json"),
				JsonMapper.shared().writeValueAsString(argument));
		Process process = new ProcessBuilder(Python.executable(), script.toString(), input.toString())
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
			return JsonMapper.shared().readValue(output, type);
		}
		finally {
			process.destroyForcibly();
		}
	}

}

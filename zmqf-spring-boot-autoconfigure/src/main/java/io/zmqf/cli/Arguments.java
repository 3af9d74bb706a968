package io.zmqf.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqf.message.BoundedTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The arguments of a command: positional words, options and headers. */
final class Arguments {

	private static final Map<String, String> SHORT = Map.of("-H", "--header", "-t", "--timeout", "-n", "--requests",
			"-c", "--concurrency", "-d", "--duration", "-i", "--interval", "-h", "--help", "-q", "--quiet");

	private static final Set<String> FLAGS = Set.of("--help", "--idempotent", "--no-correlation", "--quiet",
			"--version");

	private static final Set<String> VALUES = Set.of("--header", "--timeout", "--requests", "--concurrency",
			"--duration", "--interval", "--count", "--stream-timeout", "--key", "--server-key", "--user",
			"--password-file");

	private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

	private static final char UNDECODED = '\uFFFD';

	private final Deque<String> positional = new ArrayDeque<>();

	private final Map<String, String> options = new HashMap<>();

	private final Map<String, String> headers = new LinkedHashMap<>();

	Arguments(String... arguments) {
		List<String> left = new ArrayList<>(List.of(arguments));
		left.stream().filter((argument) -> argument.indexOf(UNDECODED) >= 0).findFirst().ifPresent((argument) -> {
			throw new UsageException(
					"'" + argument + "' has characters that the locale can't represent: set LC_ALL=C.UTF-8");
		});
		while (!left.isEmpty()) {
			String next = left.remove(0);
			int equals = next.startsWith("--") ? next.indexOf('=') : -1;
			if (equals > 0) {
				left.add(0, next.substring(equals + 1));
				next = next.substring(0, equals);
			}
			String option = SHORT.getOrDefault(next, next);
			if (!option.startsWith("--")) {
				this.positional.add(next);
			}
			else if (FLAGS.contains(option)) {
				if (equals > 0) {
					throw new UsageException(next + " does not accept a value");
				}
				this.options.put(option, "");
			}
			else if (VALUES.contains(option)) {
				if (left.isEmpty()) {
					throw new UsageException(next + " needs a value");
				}
				add(option, left.remove(0));
			}
			else {
				throw new UsageException("Unknown option " + next);
			}
		}
	}

	private void add(String option, String value) {
		if (option.equals("--header")) {
			int equals = value.indexOf('=');
			if (equals < 1) {
				throw new UsageException("--header " + value + " does not have the form NAME=VALUE");
			}
			this.headers.put(value.substring(0, equals), value.substring(equals + 1));
		}
		else {
			this.options.put(option, value);
		}
	}

	/** The names of all given options. */
	Set<String> options() {
		Set<String> all = new TreeSet<>(this.options.keySet());
		if (!this.headers.isEmpty()) {
			all.add("--header");
		}
		return all;
	}

	boolean has(String option) {
		return this.options.containsKey(option);
	}

	@Nullable String option(String option) {
		return this.options.get(option);
	}

	Map<String, String> headers() {
		return this.headers;
	}

	/** Removes the next word and returns it. */
	String required(String name) {
		String word = this.positional.poll();
		if (word == null) {
			throw new UsageException(name + " is missing");
		}
		return word;
	}

	/** Removes all remaining words and returns them. */
	String[] positional() {
		String[] all = this.positional.toArray(String[]::new);
		this.positional.clear();
		return all;
	}

	/**
	 * Removes the next word and returns its JSON: the word itself, the content of a file
	 * after {@code @}, or standard input for {@code -}.
	 */
	byte @Nullable [] data() throws IOException {
		String word = this.positional.poll();
		if (word == null) {
			return null;
		}
		byte[] data;
		if (word.equals("-")) {
			data = System.in.readAllBytes();
		}
		else {
			data = word.startsWith("@") ? read(word.substring(1)) : word.getBytes(StandardCharsets.UTF_8);
		}
		try {
			if (JsonMapper.shared().readTree(data).isMissingNode()) {
				throw new UsageException("The data is empty");
			}
		}
		catch (JacksonException ex) {
			throw new UsageException(
					"The data is not valid JSON: " + reason(ex) + ". Put text in quotation marks, as in '\"tea\"'");
		}
		return data;
	}

	/** The reason without the second position that Jackson adds to some messages. */
	private static String reason(JacksonException ex) {
		String message = String.valueOf(ex.getOriginalMessage()).split(" \\(start marker at ", 2)[0];
		return message + ", at line " + ex.getLocation().getLineNr() + ", column " + ex.getLocation().getColumnNr();
	}

	/** Reads the file that an argument names. */
	static byte[] read(String file) throws IOException {
		Path path = Path.of(file);
		if (Files.isDirectory(path)) {
			throw new UsageException("'" + file + "' is a directory, not a file");
		}
		return Files.readAllBytes(path);
	}

	/** Rejects remaining words. */
	void end() {
		if (!this.positional.isEmpty()) {
			throw new UsageException("'" + this.positional.peek() + "' is an unexpected argument");
		}
	}

	Duration duration(String option, Duration otherwise) {
		String value = this.options.get(option);
		if (value == null) {
			return otherwise;
		}
		Matcher matcher = DURATION.matcher(value);
		long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
		if (number < 1) {
			throw new UsageException(option + " " + value + " is not a duration such as 500ms, 5s or 2m");
		}
		return switch (matcher.group(2)) {
			case "ms" -> Duration.ofMillis(number);
			case "s" -> Duration.ofSeconds(number);
			default -> BoundedTime.of(Duration.ofMinutes(number));
		};
	}

	int number(String option, int otherwise, int least, int most) {
		String value = this.options.get(option);
		if (value == null) {
			return otherwise;
		}
		try {
			int number = Integer.parseInt(value);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// rejected below
		}
		throw new UsageException(option + " " + value + " is not a number from " + least + " to " + most);
	}

}

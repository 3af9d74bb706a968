package io.zmqf.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * Chromium with one page, driven by its DevTools protocol.
 */
final class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Path directory;

	private final Process process;

	private final WebSocket socket;

	private final AtomicInteger number = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

	private final List<String> complaints = new CopyOnWriteArrayList<>();

	private Browser(Path directory, Process process) throws IOException {
		this.directory = directory;
		this.process = process;
		Path port = directory.resolve("DevToolsActivePort");
		HttpClient http = HttpClient.newHttpClient();
		URI page = await().atMost(PATIENCE)
			.until(() -> Files.exists(port) ? page(http, Files.readAllLines(port)) : null, Objects::nonNull);
		this.socket = http.newWebSocketBuilder().buildAsync(page, new Answers()).join();
		for (String domain : List.of("Page", "Runtime", "Log")) {
			send(domain + ".enable", Map.of());
		}
		send("Performance.enable", Map.of("timeDomain", "threadTicks"));
	}

	/**
	 * Starts a browser.
	 * @return the browser, to be closed
	 */
	static Browser start() throws IOException {
		Path directory = Files.createTempDirectory("chromium");
		Process process = new ProcessBuilder("chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--remote-debugging-port=0", "--user-data-dir=" + directory, "about:blank")
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("output.log").toFile())
			.start();
		return new Browser(directory, process);
	}

	private static @Nullable URI page(HttpClient http, List<String> port) throws IOException, InterruptedException {
		if (port.isEmpty()) {
			return null;
		}
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get(0) + "/json/list"))
			.build();
		for (JsonNode target : JsonMapper.shared().readTree(http.send(request, BodyHandlers.ofString()).body())) {
			if (target.path("type").asString().equals("page")) {
				return URI.create(target.path("webSocketDebuggerUrl").asString());
			}
		}
		return null;
	}

	/**
	 * Opens a page.
	 * @param uri the address of the page
	 */
	void open(String uri) {
		send("Page.navigate", Map.of("url", uri));
		await().atMost(PATIENCE).until(() -> evaluate("document.readyState").asString().equals("complete"));
	}

	/**
	 * Evaluates an expression in the page, and waits for its promise.
	 * @param expression JavaScript
	 * @return the value
	 */
	JsonNode evaluate(String expression) {
		JsonNode result = send("Runtime.evaluate",
				Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
		if (result.has("exceptionDetails")) {
			throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
		}
		return result.at("/result/value");
	}

	/**
	 * The text of all elements.
	 * @param selector selects the elements
	 * @return a line for each
	 */
	String text(String selector) {
		return evaluate(
				"[...document.querySelectorAll('" + selector + "')].map((element) => element.textContent).join('\\n')")
			.asString();
	}

	/**
	 * Counts elements.
	 * @param selector selects the elements
	 * @return their number
	 */
	int count(String selector) {
		return evaluate("document.querySelectorAll('" + selector + "').length").asInt();
	}

	/**
	 * Clicks on an element.
	 * @param selector selects it
	 */
	void click(String selector) {
		evaluate("document.querySelector('" + selector + "').click()");
	}

	/**
	 * Replaces the text of a form field as a user would.
	 * @param label the text of its label
	 * @param value the new text
	 */
	void write(String label, String value) {
		evaluate("(() => { const control = [...document.querySelectorAll('label')]"
				+ ".findLast((label) => label.textContent === '" + label
				+ "').control; control.focus(); control.select(); })()");
		type(value);
	}

	/**
	 * Checks the page with axe-core for accessibility barriers.
	 * @return a line for each, with the elements
	 */
	List<String> barriers() throws IOException {
		evaluate("window.axe === undefined && (() => { "
				+ new ClassPathResource("axe.min.js").getContentAsString(StandardCharsets.UTF_8) + " })(), undefined");
		JsonNode result = evaluate("axe.run().then((result) => result.violations"
				+ ".map((one) => one.id + ': ' + one.help + ' ' + one.nodes.map((node) => node.target).join(', ')))");
		return result.valueStream().map(JsonNode::asString).toList();
	}

	/**
	 * Presses and releases a key.
	 * @param key its name
	 * @param text the text that it types, or empty for none
	 */
	void press(String key, String text) {
		send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", text));
		send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
	}

	/**
	 * Types text into the focused element.
	 * @param text the text
	 */
	void type(String text) {
		send("Input.insertText", Map.of("text", text));
	}

	/**
	 * Changes the window.
	 * @param width its width in pixels
	 * @param height its height in pixels
	 * @param scheme {@code light} or {@code dark}
	 */
	void resize(int width, int height, String scheme) {
		send("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
		send("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/**
	 * The picture of the window.
	 * @return PNG
	 */
	byte[] screenshot() {
		return Base64.getDecoder()
			.decode(send("Page.captureScreenshot", Map.of("format", "png")).path("data").asString());
	}

	/**
	 * A figure of the page's performance.
	 * @param name its name, such as {@code TaskDuration}
	 * @return the figure; times are seconds of the processor
	 */
	double metric(String name) {
		return send("Performance.getMetrics", Map.of()).path("metrics")
			.valueStream()
			.filter((metric) -> metric.path("name").asString().equals(name))
			.mapToDouble((metric) -> metric.path("value").asDouble())
			.sum();
	}

	/**
	 * Returns the console output of the page, including errors of the browser.
	 * @return a line for each
	 */
	List<String> complaints() {
		return this.complaints;
	}

	private JsonNode send(String method, Map<String, Object> parameters) {
		int id = this.number.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.answers.put(id, answer);
		this.socket
			.sendText(JsonMapper.shared().writeValueAsString(Map.of("id", id, "method", method, "params", parameters)),
					true)
			.join();
		JsonNode message = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		if (message.has("error")) {
			throw new AssertionError(method + ": " + message.path("error"));
		}
		return message.path("result");
	}

	@Override
	public void close() {
		// they write to the directory, too
		List<ProcessHandle> parts = this.process.descendants().toList();
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
			parts.forEach(ProcessHandle::destroyForcibly);
			parts.forEach((part) -> part.onExit().orTimeout(10, TimeUnit.SECONDS).join());
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Assembles messages, and completes the pending command of each. */
	private final class Answers implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				JsonNode message = JsonMapper.shared().readTree(this.text.toString());
				this.text.setLength(0);
				if (message.has("id")) {
					CompletableFuture<JsonNode> answer = Browser.this.answers.remove(message.path("id").asInt());
					if (answer != null) {
						answer.complete(message);
					}
				}
				else {
					received(message.path("method").asString(), message.path("params"));
				}
			}
			webSocket.request(1);
			return null;
		}

		private void received(String method, JsonNode parameters) {
			if (method.equals("Runtime.consoleAPICalled") || method.equals("Runtime.exceptionThrown")
					|| method.equals("Log.entryAdded")) {
				Browser.this.complaints.add(parameters.toString());
			}
		}

	}

}

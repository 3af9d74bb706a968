package io.zmqf.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The media types of the endpoint's responses by the accepted ones, on both of Spring's
 * web stacks.
 */
class EndpointFormatsTests {

	/** The response type by accepted media type. */
	private static final Map<String, String> ANSWERS = Map.of("none", EndpointFormatsTests.V3, "*/*",
			EndpointFormatsTests.V3, EndpointFormatsTests.V3, EndpointFormatsTests.V3, "application/*",
			EndpointFormatsTests.V3, "application/json", "application/json", "application/json, text/plain, */*",
			"application/json");

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private static final String V3 = "application/vnd.spring-boot.actuator.v3+json";

	private final HttpClient http = HttpClient.newHttpClient();

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive", "servlet --management.server.port=0",
			"reactive --management.server.port=0" })
	void toolsGetTheSameJsonAsWithoutThePageAndBrowsersThePage(String stack) throws Exception {
		String golden = new ClassPathResource("endpoint.json", EndpointFormatsTests.class)
			.getContentAsString(StandardCharsets.UTF_8)
			.strip();
		try (ConfigurableApplicationContext context = start(stack)) {
			URI endpoint = endpoint(context);
			await().untilAsserted(() -> {
				String body = get(endpoint, null).body();
				assertThat(body).contains("CLIENT", "WORKER");
				assertThat(normalized(body)).isEqualTo(golden);
			});
			ANSWERS.forEach((accept, type) -> {
				HttpResponse<String> response = get(endpoint, accept.equals("none") ? null : accept);
				assertThat(response.statusCode()).as(accept).isEqualTo(200);
				assertThat(response.headers().firstValue("Content-Type")).as(accept).contains(type);
				assertThat(normalized(response.body())).as(accept).isEqualTo(golden);
			});
			assertThat(get(endpoint, "image/png").statusCode()).isEqualTo(406);
			HttpResponse<String> page = get(endpoint, BROWSER);
			assertThat(page.headers().firstValue("Content-Type").orElse(""))
				.isEqualToIgnoringCase("text/html;charset=UTF-8");
			assertThat(page.body()).startsWith("<!DOCTYPE html>");
			HttpResponse<String> data = get(URI.create(endpoint + "?view=page&after=0"), "application/json");
			assertThat(data.headers().firstValue("Content-Type")).contains("application/json");
			assertThat(data.body()).startsWith("{\"now\":").contains("call-enabled");
			assertThat(post(endpoint).statusCode()).as("off").isEqualTo(403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void testRequestsAreAllowedByAPropertyForUsersOfTheEndpoint(String stack) throws Exception {
		try (ConfigurableApplicationContext context = start(stack + " --zmqf.endpoint.call-enabled=true")) {
			HttpResponse<String> tried = post(endpoint(context));
			assertThat(tried.statusCode()).isEqualTo(200);
			assertThat(tried.body()).contains("\"outcome\":\"reply\"", "\"data\":\"\\\"hello\\\"\"");
		}
	}

	@Test
	void readOnlyAccessLeavesThePageAndTriesNothing() throws Exception {
		try (ConfigurableApplicationContext context = start(
				"servlet --zmqf.endpoint.call-enabled=true --management.endpoint.zmqf.access=read-only")) {
			URI endpoint = endpoint(context);
			assertThat(post(endpoint).statusCode()).isEqualTo(405);
			assertThat(get(URI.create(endpoint + "?view=page"), "application/json").body())
				.contains("management.endpoint.zmqf.access=unrestricted");
		}
	}

	private static String normalized(String json) {
		return json.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
			.replaceAll("[0-9a-f]{32}", "<node>")
			.replaceAll("[0-9a-f]{16}", "<session>")
			.replaceAll("inproc://zmqf-\\d+-", "inproc://zmqf-N-")
			.replaceAll("(\"(?:messages|bytes)(?:Sent|Received)\"):\\d+", "$1:0")
			.replaceAll("\"type\":\"(?:WORKER|CLIENT)\"", "\"type\":\"<type>\"")
			.replaceAll("\"[a-z-]+@[^\"]+\"", "\"application@<host>\"");
	}

	private HttpResponse<String> get(URI uri, @Nullable String accept) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri);
		if (accept != null) {
			request.header("Accept", accept);
		}
		return send(request.build());
	}

	private HttpResponse<String> post(URI uri) {
		return send(HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"event\": \"echo\", \"data\": \"\\\"hello\\\"\"}"))
			.build());
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			return this.http.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static URI endpoint(ConfigurableApplicationContext context) {
		String port = context.getEnvironment()
			.getProperty("local.management.port", context.getEnvironment().getProperty("local.server.port", ""));
		return URI.create("http://localhost:" + port + "/actuator/zmqf");
	}

	private static ConfigurableApplicationContext start(String stack, String... properties) {
		return new SpringApplicationBuilder(Application.class).properties(properties)
			.run(("--spring.main.web-application-type=" + stack
					+ " --server.port=0 --management.endpoints.web.exposure.include=zmqf")
				.split(" "));
	}

	@EnableAutoConfiguration
	@Import(Echo.class)
	static class Application {

	}

	static class Echo {

		Echo(ZmqClient client) {
		}

		@ZmqHandler("echo")
		String echo(String text) {
			return text;
		}

	}

}

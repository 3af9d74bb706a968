package io.zmqf.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class PageTests {

	private final String html = new String(Page.html(), StandardCharsets.UTF_8);

	@Test
	void loadsNothingFromElsewhere() {
		assertThat(this.html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://", "https://", "//cdn",
				"@import", "url(");
		assertThat(this.html).doesNotContain("{{");
	}

	@Test
	void allowsItsOwnScriptAndStyleByTheirHashes() throws Exception {
		String policy = content("http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"");
		assertThat(policy).startsWith("default-src 'none'; ")
			.contains("script-src '" + hash(content("(?s)<script>(.*)</script>")) + "'",
					"style-src '" + hash(content("(?s)<style>(.*)</style>")) + "'")
			.doesNotContain("unsafe");
	}

	@Test
	void writesDataOfPeersOnlyAsText() {
		assertThat(content("(?s)<script>(.*)</script>")).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML",
				"document.write", "eval(", "new Function");
		assertThat(this.html).doesNotContainPattern(" on[a-z]+=\"");
	}

	@Test
	void isInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new PageRuntimeHints().registerHints(hints, null);
		for (String extension : new String[] { "html", "css", "js", "form.js" }) {
			assertThat(RuntimeHintsPredicates.resource().forResource("io/zmqf/actuate/endpoint/page." + extension))
				.accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onType(PageData.Node.class)).accepts(hints);
	}

	private String content(String pattern) {
		Matcher matcher = Pattern.compile(pattern).matcher(this.html);
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private static String hash(String text) throws Exception {
		return "sha256-" + Base64.getEncoder()
			.encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
	}

}

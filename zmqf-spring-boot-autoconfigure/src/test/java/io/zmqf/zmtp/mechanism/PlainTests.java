package io.zmqf.zmtp.mechanism;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Handshake.State;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.SocketType;
import io.zmqf.zmtp.ZmtpException;
import io.zmqf.zmtp.ZmtpException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The commands of PLAIN, as RFC 24 has them, and the decision about a client. */
class PlainTests {

	private static final HexFormat HEX = HexFormat.of();

	private static final String GREETING = "ff00000000000000007f" + "0301" + "504c41494e" + "00".repeat(47);

	private static final String HELLO = "0410" + "0548454c4c4f" + "0473686f70" + "0470617373";

	private static final String METADATA = "0b536f636b65742d54797065" + "000000064445414c4552";

	private static final String INITIATE = "041f" + "08494e495449415445" + METADATA;

	private final Handshake server = new Handshake(Metadata.of(SocketType.ROUTER, new byte[0], Map.of()),
			new PlainServer());

	private static State receive(Handshake handshake, String hex) {
		return handshake.receive(ByteBuffer.wrap(HEX.parseHex(hex)));
	}

	private static String output(Handshake handshake) {
		ByteBuffer output = ByteBuffer.allocate(1000);
		assertThat(handshake.write(output)).isTrue();
		return HEX.formatHex(output.array(), 0, output.position());
	}

	private void assertFails(String hex, Reason reason) {
		assertThatExceptionOfType(ZmtpException.class).isThrownBy(() -> receive(this.server, hex))
			.satisfies((ex) -> assertThat(ex.reason()).as(ex.getMessage()).isEqualTo(reason));
		assertThat(this.server.state()).isEqualTo(State.FAILED);
	}

	private void awaitDecision() {
		assertThat(receive(this.server, GREETING + HELLO)).isEqualTo(State.AUTHENTICATING);
		output(this.server);
	}

	@Test
	void serverWelcomesAcceptedClients() {
		awaitDecision();
		assertThat(this.server.credentials()).isEqualTo(new Credentials.Plain("shop", "pass"));
		assertThat(this.server.credentials().toString()).doesNotContain("pass");
		assertThat(output(this.server)).as("before the decision").isEmpty();
		assertThat(this.server.accept()).isEqualTo(State.IN_PROGRESS);
		assertThat(output(this.server)).isEqualTo("0408" + "0757454c434f4d45");
		assertThat(receive(this.server, INITIATE)).isEqualTo(State.DONE);
		assertThat(output(this.server)).startsWith("0429" + "055245414459");
	}

	@ParameterizedTest
	@CsvSource({ "300, ''", "400, 040a054552524f5203343030", "500, 040a054552524f5203353030" })
	void serverSendsAnErrorToDeniedClients(int status, String expected) {
		awaitDecision();
		this.server.deny(status);
		assertThat(this.server.state()).isEqualTo(State.FAILED);
		assertThat(output(this.server)).isEqualTo(expected);
		assertThatIllegalStateException().isThrownBy(this.server::accept);
		assertThatIllegalStateException().isThrownBy(() -> this.server.decoder(null, null));
		assertThatIllegalStateException().isThrownBy(() -> this.server.encoder(0));
		assertThat(receive(this.server, INITIATE)).as("deaf").isEqualTo(State.FAILED);
	}

	@Test
	void clientWithoutHelloIsNotAccepted() {
		assertThatIllegalStateException().isThrownBy(this.server::accept);
		receive(this.server, GREETING);
		assertThatIllegalStateException().isThrownBy(this.server::accept);
		assertThatIllegalStateException().isThrownBy(() -> this.server.deny(400));
	}

	@Test
	void aClientThatDoesNotWaitForTheDecisionFails() {
		assertFails(GREETING + HELLO + INITIATE, Reason.MALFORMED);
	}

	@Test
	void aClientThatInitiatesWithoutHelloFails() {
		assertFails(GREETING + INITIATE, Reason.MALFORMED);
	}

	@Test
	void secondHelloFails() {
		awaitDecision();
		this.server.accept();
		assertFails(HELLO, Reason.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0406" + "0548454c4c4f", "0408" + "0548454c4c4f" + "0161", "0407" + "0548454c4c4f" + "ff",
			"040c" + "0548454c4c4f" + "0161" + "ff616263", "0411" + "0548454c4c4f" + "0473686f70" + "047061737300",
			"0410" + "0548454c4c50" + "0473686f70" + "0470617373",
			"0010" + "0548454c4c4f" + "0473686f70" + "0470617373",
			"0510" + "0548454c4c4f" + "0473686f70" + "0470617373", "06ffffffffffffffff", "060000000000002001",
			"067fffffffffffffff" })
	void aMalformedHelloFails(String hello) {
		assertFails(GREETING + hello, Reason.MALFORMED);
	}

	@Test
	void errorInsteadOfWelcomeIsReported() {
		Handshake client = new Handshake(Metadata.of(SocketType.DEALER, new byte[0], Map.of()),
				new PlainClient("shop", "pass"));
		receive(client, GREETING);
		assertThat(output(client)).endsWith(HELLO);
		// libzmq's PLAIN server misspells it
		for (String name : new String[] { "054552524f52", "5e52524f52" }) {
			String body = name + "03343030";
			Handshake denied = new Handshake(Metadata.of(SocketType.DEALER, new byte[0], Map.of()),
					new PlainClient("shop", "pass"));
			receive(denied, GREETING);
			assertThatExceptionOfType(ZmtpException.class)
				.isThrownBy(() -> receive(denied, "04" + "%02x".formatted(body.length() / 2) + body))
				.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("400"));
		}
	}

	@Test
	void namesAndPasswordsHave255BytesAtMost() {
		String longest = "ü".repeat(127) + "u";
		new PlainClient(longest, longest);
		assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(255);
		assertThatIllegalArgumentException().isThrownBy(() -> new PlainClient(longest + "u", "a"));
		assertThatIllegalArgumentException().isThrownBy(() -> new PlainClient("a", longest + "u"));
	}

}

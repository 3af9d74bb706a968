package io.zmqf.zmtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

import io.zmqf.zmtp.ZmtpException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MetadataTests {

	private static final byte[] DEALER = "DEALER".getBytes(StandardCharsets.US_ASCII);

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private MetadataTests add(String name, byte... value) {
		this.bytes.write(name.length());
		this.bytes.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
		this.bytes.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
		this.bytes.writeBytes(value);
		return this;
	}

	private Metadata parse() {
		return Metadata.parse(this.bytes.toByteArray(), 0);
	}

	private void assertFails(Reason reason) {
		assertThatExceptionOfType(ZmtpException.class).isThrownBy(this::parse)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	void namesAreCaseInsensitive() {
		add("SOCKET-TYPE", DEALER).add("identity", (byte) 7).add("x-zmqf", (byte) 'a');
		assertThat(parse().socketType()).isEqualTo(SocketType.DEALER);
		assertThat(parse().identity()).containsExactly(7);
		assertThat(parse().property("X-Zmqf")).containsExactly('a');
	}

	@Test
	void keepsOnlyPropertiesOfTheApplication() {
		add("Socket-Type", DEALER).add("User-Id", (byte) 'r').add("Peer-Address", (byte) '1').add("Resource");
		assertThat(parse().property("User-Id")).isNull();
		assertThat(parse().property("Peer-Address")).isNull();
		assertThat(parse().property("Socket-Type")).isNull();
	}

	@Test
	void refusesASecondValue() {
		add("Socket-Type", DEALER).add("Identity", (byte) 1).add("IDENTITY", (byte) 2).assertFails(Reason.MALFORMED);
	}

	@Test
	void refusesANamelessProperty() {
		add("Socket-Type", DEALER).add("", (byte) 1).assertFails(Reason.MALFORMED);
	}

	@Test
	void refusesTooMany() {
		add("Socket-Type", DEALER);
		for (int i = 1; i < 32; i++) {
			add("X-" + i);
		}
		assertThat(parse().property("X-1")).isEmpty();
		add("X-32").assertFails(Reason.MALFORMED);
	}

	/** The metadata of a peer uses memory as long as its connection exists. */
	@Test
	void keepsSmallPropertiesBesideLargeOnes() {
		add("Socket-Type", DEALER).add("X-A", new byte[1000]).add("X-Zmqf", (byte) 'a');
		assertThat(parse().property("X-A")).isNull();
		assertThat(parse().property("X-Zmqf")).containsExactly('a');
		for (int i = 10; i < 30; i++) {
			add("X-B" + i, new byte[100]);
		}
		long kept = IntStream.range(10, 30).filter((i) -> parse().property("X-B" + i) != null).count();
		assertThat(kept).isBetween(5L, 9L);
	}

	@Test
	void refusesRoutingIdsThatStartWithZeroOrAreTooLong() {
		add("Socket-Type", DEALER).add("Identity", (byte) 0).assertFails(Reason.IDENTITY);
		this.bytes.reset();
		byte[] longest = new byte[256];
		Arrays.fill(longest, (byte) 1);
		add("Socket-Type", DEALER).add("Identity", longest).assertFails(Reason.IDENTITY);
		this.bytes.reset();
		add("Socket-Type", DEALER).add("Identity", Arrays.copyOf(longest, 255));
		assertThat(parse().identity()).hasSize(255);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "PUB", "dealer", "DEALER ", "\n\u001b[31mDEALER" })
	void refusesOtherSocketTypes(String type) {
		add("Socket-Type", type.getBytes(StandardCharsets.US_ASCII)).assertFails(Reason.SOCKET_TYPE);
	}

	@Test
	void refusesNoSocketType() {
		add("Identity", (byte) 1).assertFails(Reason.SOCKET_TYPE);
	}

	@Test
	void rejectsTruncatedMetadata() {
		byte[] whole = add("Socket-Type", DEALER).add("X-A", (byte) 1, (byte) 2).bytes.toByteArray();
		int first = 1 + 11 + 4 + DEALER.length;
		for (int length = 0; length < whole.length; length++) {
			byte[] part = Arrays.copyOf(whole, length);
			Reason expected = (length == 0) ? Reason.SOCKET_TYPE : Reason.MALFORMED;
			if (length != first) {
				assertThatExceptionOfType(ZmtpException.class).isThrownBy(() -> Metadata.parse(part, 0))
					.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(expected));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 7 })
	void refusesSizesThatLie(int size) {
		this.bytes.writeBytes(new byte[] { 1, 'X' });
		this.bytes.writeBytes(ByteBuffer.allocate(4).putInt(size).array());
		assertFails(Reason.MALFORMED);
	}

	@Test
	void takesNoOwnPropertyThatIsNotTheApplications() {
		byte[] none = {};
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Metadata.of(SocketType.DEALER, none, Map.of("Identity", "x")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Metadata.of(SocketType.DEALER, none, Map.of("X-" + "x".repeat(254), "x")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Metadata.of(SocketType.DEALER, none, Map.of("X-a", "x", "x-A", "y")));
		assertThatExceptionOfType(ZmtpException.class)
			.isThrownBy(() -> Metadata.of(SocketType.DEALER, new byte[1], Map.of()));
	}

	/** The table of RFC 23. */
	@Test
	void socketTypesMatchAsInRfc23() {
		for (SocketType one : SocketType.values()) {
			for (SocketType other : SocketType.values()) {
				boolean fits = switch (one.name() + "-" + other.name()) {
					case "REQ-REP", "REQ-ROUTER", "REP-REQ", "REP-DEALER", "DEALER-REP", "DEALER-DEALER",
							"DEALER-ROUTER", "ROUTER-REQ", "ROUTER-DEALER", "ROUTER-ROUTER" ->
						true;
					default -> false;
				};
				assertThat(one.fits(other)).as("%s-%s", one, other).isEqualTo(fits);
			}
		}
	}

}

package io.zmqf.transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EndpointTests {

	@ParameterizedTest
	@ValueSource(strings = { "tcp://host:5555", "tcp://127.0.0.1:0", "tcp://*:65535", "tcp://[::1]:5555",
			"tcp://[fe80::1%eth0]:1", "tcp://a-b.example:1", "ipc:///tmp/zmqf.sock", "ipc://relative/name",
			"inproc://a", "inproc://with spaces/and:colons" })
	void parsedAddressIsPrintedUnchanged(String address) {
		assertThat(Endpoint.parse(address)).hasToString(address);
		assertThat(Endpoint.parse(address)).isEqualTo(Endpoint.parse(address));
	}

	@Test
	void hostAndPortAreRead() {
		assertThat(Endpoint.parse("tcp://host:5555")).isEqualTo(new Endpoint.Tcp("host", 5555));
		assertThat(Endpoint.parse("tcp://[::1]:5555")).isEqualTo(new Endpoint.Tcp("::1", 5555));
	}

	@Test
	void aStarForThePortLetsTheSystemChoose() {
		assertThat(Endpoint.parse("tcp://host:*")).isEqualTo(new Endpoint.Tcp("host", 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "tcp", "tcp:", "tcp://", "tcp:/host:1", "host:1", "://host:1", "udp://host:1",
			"TCP://host:1", "http://host:80", "tcp://host", "tcp://:1", "tcp://host:", "tcp://host:-1", "tcp://host:-0",
			"tcp://host:+1", "tcp://host:65536", "tcp://host:99999999999", "tcp://host:port", "tcp://host:1 ",
			"tcp:// host:1", "tcp://host :1", "tcp://::1:5555", "tcp://[]:1", "tcp://[::1]", "tcp://host:1/path",
			"tcp://a;b:1", "tcp://user/host:1", "ipc://", "ipc://@abstract", "inproc://" })
	void invalidAddressIsRejectedWithTheAllowedForms(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(address))
			.withMessageContaining("'" + address + "'")
			.withMessageContaining("tcp://host:port")
			.withMessageContaining("ipc:///path")
			.withMessageContaining("inproc://name");
	}

	@ParameterizedTest
	@CsvSource({ "tcp://host:66666, 66666", "tcp://::1:5, brackets", "udp://a:1, transport", "ipc://@a, abstract" })
	void messageDescribesTheFault(String address, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(address)).withMessageContaining(reason);
	}

	@ParameterizedTest
	@CsvSource({ "tcp://*:5, tcp://127.0.0.1:5", "tcp://0.0.0.0:5, tcp://127.0.0.1:5", "tcp://[::]:5, tcp://[::1]:5",
			"tcp://host:5, tcp://host:5", "tcp://[fe80::1]:5, tcp://[fe80::1]:5", "ipc:///a, ipc:///a",
			"inproc://a, inproc://a" })
	void aWildcardIsTheLocalHostWhenConnecting(String bound, String connected) {
		assertThat(Endpoint.parse(bound).forConnecting()).hasToString(connected);
	}

	@ParameterizedTest
	@CsvSource({ "tcp://localhost:1, true", "tcp://127.0.0.1:1, true", "tcp://127.1.2.3:1, true", "tcp://[::1]:1, true",
			"ipc:///a, true", "inproc://a, true", "tcp://*:1, false", "tcp://0.0.0.0:1, false", "tcp://[::]:1, false",
			"tcp://10.0.0.1:1, false", "tcp://example.org:1, false" })
	void onlyLoopbackAddressesAreLocal(String address, boolean local) {
		assertThat(Endpoint.parse(address).isLocal()).isEqualTo(local);
	}

}

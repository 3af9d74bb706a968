package io.zmqf.transport.contract;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Ports, hosts and names. */
@ParameterizedClass(name = "{0}")
@EnumSource(TransportKind.class)
class AddressContractTests extends TransportContract {

	AddressContractTests(TransportKind kind) {
		super(kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "tcp://localhost:0", "tcp://*:0", "tcp://127.0.0.1:*",
			"tcp://[::1]:0", "tcp://[::]:0" })
	void aPortThatTheSystemChoseIsReturnedAndReachesTheSocket(String address) throws InterruptedException {
		Endpoint asked = Endpoint.parse(address);
		if (asked.toString().contains("[")) {
			Tool.IPV6.assume();
		}
		Endpoint bound = echo(asked).start();
		assertThat(bound).isInstanceOfSatisfying(Endpoint.Tcp.class, (tcp) -> {
			assertThat(tcp.port()).isPositive();
			assertThat(tcp.host()).isEqualTo(((Endpoint.Tcp) asked).host());
		});
		assertEcho(connected(dealer(bound)), "hello");
	}

	@Test
	void anIpv6WildcardIsReachedThroughIpv4() throws InterruptedException {
		Tool.IPV6.assume();
		Endpoint.Tcp bound = (Endpoint.Tcp) echo(Endpoint.parse("tcp://[::]:0")).start();
		assertEcho(connected(dealer(new Endpoint.Tcp("127.0.0.1", bound.port()))), "hello");
	}

	@Test
	void aHostIsReachedByItsName() throws InterruptedException {
		Endpoint.Tcp bound = (Endpoint.Tcp) echo(Endpoint.parse("tcp://127.0.0.1:0")).start();
		assertEcho(connected(dealer(new Endpoint.Tcp("localhost", bound.port()))), "hello");
	}

	@Test
	void anInprocNameIsReachedWhereItIsConnectedFirst() throws InterruptedException {
		Endpoint name = Endpoint.parse("inproc://connected-first");
		RecordingSocket dealer = dealer(name);
		dealer.start();
		echo(name).start();
		dealer.awaitNotice("connected");
		assertEcho(dealer, "hello");
	}

	@Test
	void namesOfOneTransportAreUnknownToAnother() throws Exception {
		Endpoint name = Endpoint.parse("inproc://same-name");
		try (Transport other = this.route.kind().open(this.listener)) {
			RecordingSocket elsewhere = new RecordingSocket(other, "elsewhere",
					SocketSettings.binding(SocketSettings.Type.ROUTER, name));
			assertThat(elsewhere.start()).isEqualTo(name);
			assertThat(echo(name).start()).isEqualTo(name);
			assertEcho(connected(dealer(name)), "hello");
			assertThat(elsewhere.messages()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "inproc://in-use" })
	void anAddressInUseIsRefusedBySayingSo(String address) {
		Endpoint bound = echo(Endpoint.parse(address)).start();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> echo(bound).start())
			.withMessageContaining(bound.toString())
			.satisfies((ex) -> {
				assertThat(ex.getReason()).isEqualTo(TransportException.Reason.ADDRESS_IN_USE);
				assertThat(ex.getEndpoint()).isEqualTo(bound);
			});
		expectFailures();
	}

	@Test
	void anAddressOfAnotherMachineIsRefusedBySayingSo() {
		expectFailures();
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> echo(Endpoint.parse("tcp://192.0.2.1:0")).start())
			.withMessageContaining("tcp://192.0.2.1:0")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(TransportException.Reason.ADDRESS_NOT_AVAILABLE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "inproc://again" })
	void anAddressIsBoundAgainRightAfterItWasClosed(String address) throws InterruptedException {
		Endpoint endpoint = Endpoint.parse(address);
		for (int i = 0; i < 25; i++) {
			RecordingSocket server = echo(endpoint);
			endpoint = server.start();
			if (i % 5 == 0) {
				RecordingSocket dealer = connected(dealer(endpoint));
				assertEcho(dealer, "hello");
				dealer.loop().close();
			}
			server.loop().close();
		}
	}

	@Test
	void aHostThatIsUnknownDoesNotKeepASocketFromOpeningOrClosing() {
		expectFailures();
		RecordingSocket dealer = dealer(Endpoint.parse("tcp://no-such-host.invalid:5555"));
		dealer.start();
		assertThat(dealer.loop().isConnected()).isFalse();
		dealer.run(() -> {
		});
		assertThat(CompletableFuture.runAsync(() -> dealer.loop().close())).succeedsWithin(20, TimeUnit.SECONDS);
	}

	private RecordingSocket echo(Endpoint endpoint) {
		return router(endpoint, (settings) -> settings).echo();
	}

}

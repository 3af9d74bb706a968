package io.zmqf.client;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Supplier;

import io.zmqf.message.JsonData;
import io.zmqf.message.ZmqException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** A value that can't be data is not sent, and the call that passes it fails. */
@Timeout(60)
class RequestDataTests {

	private final ZmqClient client = client();

	private static ZmqClient client() {
		SocketLoop loop = mock(SocketLoop.class);
		when(loop.status()).thenReturn(mock(SocketStatus.class));
		Transport transport = new Transport() {

			@Override
			public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
				return loop;
			}

			@Override
			public TransportListener listener() {
				return TransportListener.NONE;
			}

		};
		return new RequestClient(ClientSettings.of("shop", Endpoint.parse("tcp://peer:1")), transport,
				new JsonData(JsonMapper.shared()), Runnable::run);
	}

	@ParameterizedTest
	@MethodSource("values")
	void isRefused(Object value) {
		String name = value.getClass().getName();
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.request("echo", value, String.class))
			.withMessageContaining(name);
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.requestAsync("echo", value, String.class))
			.withMessageContaining(name);
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.send("echo", value))
			.withMessageContaining(name);
		assertThatIllegalArgumentException().isThrownBy(() -> new WrittenOnce(value, null)).withMessageContaining(name);
	}

	static List<Object> values() {
		Supplier<String> supplier = () -> "x";
		Callable<String> callable = () -> "x";
		return List.of(Flux.just("x"), Mono.just("x"), new CompletableFuture<>(), new SubmissionPublisher<>(),
				new ByteArrayInputStream(new byte[0]), supplier, callable);
	}

	@Test
	void isRefusedWithinTheDataToo() {
		assertThatExceptionOfType(ZmqException.class)
			.isThrownBy(() -> this.client.request("echo", List.of(Flux.just("x")), String.class))
			.withMessageContaining("'echo' can't be written as JSON")
			.withMessageContaining("FluxJust");
	}

}

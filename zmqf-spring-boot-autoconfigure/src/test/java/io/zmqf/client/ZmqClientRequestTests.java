package io.zmqf.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

class ZmqClientRequestTests {

	private final ZmqClientRequest request = new ZmqClientRequest("shop", "orders.place");

	@Test
	void aCopyHasAllThatIsSetAndHeadersOfItsOwn() {
		this.request.setData("data", String.class);
		this.request.setTimeout(Duration.ofSeconds(1));
		this.request.setStreamTimeout(Duration.ofSeconds(2));
		this.request.setWindow(3);
		this.request.setIdempotent();
		this.request.getHeaders().put("name", "value");
		ZmqClientRequest copy = new ZmqClientRequest(this.request);
		assertThat(copy).usingRecursiveComparison().isEqualTo(this.request);
		copy.getHeaders().put("other", "value");
		assertThat(this.request.getHeaders()).containsOnlyKeys("name");
	}

	@Test
	void unsendableDataIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.request.setTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> this.request.setStreamTimeout(Duration.ofNanos(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> this.request.setWindow(0));
		this.request.setTimeout(null);
		this.request.getHeaders().put("zmqf-to", "all");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ClientRequest(mock(RequestSender.class), this.request));
	}

}

package io.zmqf.sample;

import java.math.BigDecimal;

import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.test.MockZmqServer;
import io.zmqf.test.ZmqClientTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The requests that the controller sends, and its handling of replies. */
@ZmqClientTest(properties = "zmqf.client.timeout=5s")
class ShopControllerTests {

	@Autowired
	private ShopController controller;

	@Autowired
	private MockZmqServer server;

	@Test
	void requestsAQuote() {
		Quote quote = new Quote("pencil", 2, new BigDecimal("1.50"), new BigDecimal("3.00"), 1);
		this.server.expect("quotes.price").withData(new Line("pencil", 2)).andReply(quote);
		assertThat(this.controller.price(new Line("pencil", 2))).isEqualTo(quote);
		this.server.verify();
	}

	@Test
	void passesFailuresOn() {
		this.server.expect("quotes.price").andProblem(ProblemType.BUSY);
		this.server.expect("quotes.price").andNoReply();
		Line line = new Line("pencil", 2);
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.controller.price(line));
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> this.controller.price(line));
		this.server.verify();
	}

	/** The slice is no web application, of which the controller makes a condition. */
	@TestConfiguration
	static class Controller {

		@Bean
		ShopController shopController(ShopApi shop) {
			return new ShopController(shop);
		}

	}

}

package io.zmqf.autoconfigure;

import io.zmqf.client.ZmqClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/** Clients of an application that its tests replace by mocks. */
@SpringJUnitConfig
@AutoConfigureZmq
@TestPropertySource(
		properties = { "zmqf.client.address=tcp://127.0.0.1:1", "zmqf.clients.stock.address=tcp://127.0.0.1:1" })
class MockedClientTests {

	@MockitoBean(name = "zmqClient")
	ZmqClient client;

	@MockitoBean
	@Qualifier("stock")
	ZmqClient stock;

	@Autowired
	Shop shop;

	@Test
	void replaceClientsWithAddresses() {
		given(this.client.request("orders.count", null, Integer.class)).willReturn(3);
		given(this.stock.request("stock.count", null, Integer.class)).willReturn(4);
		assertThat(this.shop.client.request("orders.count", null, Integer.class)).isEqualTo(3);
		assertThat(this.shop.stock.request("stock.count", null, Integer.class)).isEqualTo(4);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(Shop.class)
	static class Application {

	}

	static class Shop {

		private final ZmqClient client;

		private final ZmqClient stock;

		Shop(ZmqClient client, @Qualifier("stock") ZmqClient stock) {
			this.client = client;
			this.stock = stock;
		}

	}

}

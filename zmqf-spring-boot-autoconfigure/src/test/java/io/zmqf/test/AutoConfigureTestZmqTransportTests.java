package io.zmqf.test;

import io.zmqf.client.ZmqClient;
import io.zmqf.router.Router;
import io.zmqf.test.shop.ShopApplication;
import io.zmqf.test.shop.ShopApplication.Order;
import io.zmqf.test.shop.ShopApplication.Receipt;
import io.zmqf.test.shop.Stock;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole application in memory, although all of its addresses are set. */
@SpringBootTest(classes = ShopApplication.class,
		properties = { "zmqf.router.frontend=tcp://192.0.2.1:1", "zmqf.router.backend=tcp://192.0.2.1:2",
				"zmqf.worker.router=tcp://192.0.2.1:2", "zmqf.client.address[0]=tcp://192.0.2.1:1",
				"zmqf.heartbeat.address=tcp://192.0.2.1:3", "zmqf.clients.billing.address=tcp://192.0.2.1:1" })
@AutoConfigureTestZmqTransport
@DirtiesContext
class AutoConfigureTestZmqTransportTests {

	@Autowired
	private ZmqTester zmq;

	@Autowired
	private ZmqClient client;

	@Autowired
	@Qualifier("billing")
	private ZmqClient billing;

	@Autowired
	private Router router;

	@Autowired
	private Worker worker;

	@MockitoBean
	private Stock stock;

	@DynamicPropertySource
	static void server(DynamicPropertyRegistry properties) {
		properties.add("zmqf.server.address", () -> "tcp://192.0.2.1:4");
	}

	@Test
	void routerWorkerAndAllClientsAreInMemory() {
		assertThat(this.router.frontend()).isInstanceOf(Endpoint.Inproc.class);
		assertThat(this.worker.endpoints()).hasOnlyElementsOfType(Endpoint.Inproc.class);
		Order order = new Order("Ada", 1);
		assertThat(this.client.request("orders.place", order, Receipt.class)).isEqualTo(new Receipt(1, "Ada"));
		assertThat(this.billing.request("orders.place", order, Receipt.class)).isEqualTo(new Receipt(1, "Ada"));
		assertThat(this.zmq.request("orders.place", order)).isOk().hasData(new Receipt(1, "Ada"));
	}

	@Nested
	class WithinANestedClass {

		@Test
		void transportIsInherited() {
			assertThat(AutoConfigureTestZmqTransportTests.this.zmq.request("orders.forget", null)).hasNoData();
		}

	}

}

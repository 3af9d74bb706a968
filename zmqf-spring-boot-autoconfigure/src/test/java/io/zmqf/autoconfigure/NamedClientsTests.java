package io.zmqf.autoconfigure;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/** Further clients by name. */
class NamedClientsTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Where.class);

	@Test
	void areInjectedByTheirNameAndTheDefaultOneWithout() {
		this.runner.withUserConfiguration(Using.class)
			.withPropertyValues("zmqf.server.address=inproc://own", "zmqf.clients.billing.address=inproc://own",
					"zmqf.clients.stock.timeout=2s")
			.run((context) -> {
				Using using = context.getBean(Using.class);
				assertThat(using.client).isSameAs(context.getBean("zmqClient"));
				assertThat(using.billing).isSameAs(context.getBean("billing"));
				assertThat(using.stock).isSameAs(context.getBean("stock")).isNotSameAs(using.billing);
				assertThat(using.billing.request("where", null, String.class)).isEqualTo("here");
				assertThat(using.stock.request("where", null, String.class)).isEqualTo("here");
			});
	}

	@Test
	void leaveNoDefaultClientWhereItHasNoAddress() {
		this.runner.withPropertyValues("zmqf.clients.billing.address=inproc://elsewhere")
			.run((context) -> assertThat(context).hasBean("billing").doesNotHaveBean("zmqClient"));
	}

	@Test
	void haveNamesAsTheyAreWritten() {
		this.runner.withPropertyValues("zmqf.clients[Billing.EU].timeout=1s")
			.run((context) -> assertThat(
					context.getBean("Billing.EU", ZmqClient.class).request("where", null, String.class))
				.isEqualTo("here"));
	}

	@Test
	void areInjectedAlsoWhereAnotherBeanHasTheName() {
		this.runner.withUserConfiguration(UsingBilling.class)
			.withBean("billing", String.class, () -> "not a client")
			.withPropertyValues("zmqf.clients.billing.timeout=1s")
			.run((context) -> {
				assertThat(context.getBean("billing")).isEqualTo("not a client");
				assertThat(context.getBean(UsingBilling.class).billing).isSameAs(context.getBean("billingZmqClient"));
			});
	}

	@Test
	void backOffToAClientOfThatName() {
		ZmqClient own = mock(ZmqClient.class);
		this.runner.withBean("billing", ZmqClient.class, () -> own)
			.withPropertyValues("zmqf.clients.billing.timeout=1s")
			.run((context) -> assertThat(context.getBean("billing")).isSameAs(own));
	}

	static class Where {

		@ZmqHandler("where")
		String where() {
			return "here";
		}

	}

	record Using(ZmqClient client, @Qualifier("billing") ZmqClient billing, @Qualifier("stock") ZmqClient stock) {
	}

	record UsingBilling(@Qualifier("billing") ZmqClient billing) {
	}

}

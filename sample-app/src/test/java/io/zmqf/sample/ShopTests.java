package io.zmqf.sample;

import java.math.BigDecimal;
import java.util.List;

import io.zmqf.test.ZmqHandlerTest;
import io.zmqf.test.ZmqTester;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;

/** The shop's handlers, without the rest of the application. */
@ZmqHandlerTest(Shop.class)
class ShopTests {

	@Autowired
	private ZmqTester zmq;

	@MockitoBean
	private Catalogue catalogue;

	@Test
	void quotesThePriceOfTheCatalogue() {
		given(this.catalogue.priceOf(anyString())).willReturn(new BigDecimal("1.50"));
		given(this.catalogue.priceOf(any(Line.class))).willReturn(new BigDecimal("3.00"));
		assertThat(this.zmq.request("quotes.price", new Line("pencil", 2))).isOk()
			.hasJson("{'article': 'pencil', 'unitPrice': 1.5, 'total': 3}");
	}

	@Test
	void refusesAnOrderThatIsNotValid() {
		assertThat(this.zmq.request("orders.place", new Order("", List.of(new Line("pencil", 0))))).isProblem(400)
			.hasError("customer", "must not be blank")
			.hasError("lines[0].quantity");
	}

}

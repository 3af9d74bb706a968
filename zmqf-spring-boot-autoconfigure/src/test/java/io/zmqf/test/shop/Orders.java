package io.zmqf.test.shop;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.test.shop.ShopApplication.Order;
import io.zmqf.test.shop.ShopApplication.Receipt;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Handlers with a collaborator. */
@Component
public class Orders {

	private final Stock stock;

	Orders(Stock stock) {
		this.stock = stock;
	}

	@ZmqHandler("orders.place")
	Receipt place(@Valid Order order) {
		this.stock.take(order.quantity());
		return new Receipt(1, order.customer());
	}

	@ZmqHandler("orders.tenant")
	String tenant(@Header(name = "tenant", required = false) @Nullable String tenant) {
		return String.valueOf(tenant);
	}

	@ZmqHandler("orders.forget")
	void forget() {
	}

}

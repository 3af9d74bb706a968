package io.zmqf.test.shop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqf.client.ZmqClient;
import io.zmqf.test.shop.ShopApplication.Order;
import io.zmqf.test.shop.ShopApplication.Receipt;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Sends requests with two clients. */
@Component
public class Checkout {

	private final ZmqClient zmq;

	private final ZmqClient billing;

	Checkout(ZmqClient zmq, @Qualifier("billing") ZmqClient billing) {
		this.zmq = zmq;
		this.billing = billing;
	}

	public @Nullable Receipt buy(Order order) {
		return this.zmq.event("orders.place")
			.data(order)
			.header("tenant", "acme")
			.timeout(Duration.ofSeconds(2))
			.request(Receipt.class);
	}

	public @Nullable String bill(long number) {
		return this.billing.request("bill", number, String.class);
	}

	public CompletableFuture<@Nullable Void> remind() {
		return this.zmq.send("remind", null);
	}

}

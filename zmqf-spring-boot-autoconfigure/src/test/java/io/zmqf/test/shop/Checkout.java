package io.zmqf.test.shop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.zmqf.client.Gathered;
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

	private Duration timeout = Duration.ofSeconds(20);

	Checkout(ZmqClient zmq, @Qualifier("billing") ZmqClient billing) {
		this.zmq = zmq;
		this.billing = billing;
	}

	/** Sets the timeout of later requests. */
	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public @Nullable Receipt buy(Order order) {
		return this.zmq.event("orders.place")
			.data(order)
			.header("tenant", "acme")
			.timeout(this.timeout)
			.request(Receipt.class);
	}

	public @Nullable String bill(long number) {
		return this.billing.request("bill", number, String.class);
	}

	/** The articles of an order that are free, for as long as they are few. */
	public List<Integer> stock(int most) {
		try (Stream<Integer> items = this.zmq.event("stock.watch")
			.timeout(this.timeout)
			.window(2)
			.stream(Integer.class)) {
			return items.takeWhile((left) -> left <= most).toList();
		}
	}

	public Gathered<Integer> count() {
		return this.zmq.event("stock.count").timeout(this.timeout).gather(Integer.class);
	}

	public CompletableFuture<@Nullable Void> remind() {
		return this.zmq.send("remind", null);
	}

}

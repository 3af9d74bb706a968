package io.zmqf.test.shop;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.test.shop.ShopApplication.Article;
import io.zmqf.test.shop.ShopApplication.Order;
import io.zmqf.test.shop.ShopApplication.Receipt;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

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

	@ZmqHandler("orders.article")
	String article(@Header("article") Article article) {
		return article.code();
	}

	@ZmqHandler("orders.all")
	Stream<Receipt> all(int count) {
		return IntStream.range(0, count).mapToObj((number) -> {
			if (number == 5) {
				throw new IllegalStateException("on purpose");
			}
			return new Receipt(number, "Ada");
		});
	}

	@ZmqHandler("orders.watch")
	Flux<Integer> watch() {
		return Flux.just(1, 2).concatWith(Flux.never());
	}

	@ZmqHandler("orders.forget")
	void forget() {
	}

}

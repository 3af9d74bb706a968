package io.zmqf.sample;

import io.zmqf.client.ZmqClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives HTTP requests to the shop. Checks nothing by itself: that is the handler's
 * business, wherever it runs.
 */
@RestController
@ConditionalOnWebApplication
class ShopController {

	private final ZmqClient zmq;

	ShopController(ZmqClient zmq) {
		this.zmq = zmq;
	}

	@PostMapping("/quotes")
	@Nullable Quote price(@RequestBody Line line) {
		return this.zmq.request("quotes.price", line, Quote.class);
	}

	@PostMapping("/orders")
	@Nullable Receipt place(@RequestBody Order order) {
		return this.zmq.request("orders.place", order, Receipt.class);
	}

}

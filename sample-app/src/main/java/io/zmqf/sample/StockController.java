package io.zmqf.sample;

import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Sends a request for the stock to all workers. */
@RestController
@ConditionalOnWebApplication
class StockController {

	private final ZmqClient zmq;

	StockController(ZmqClient zmq) {
		this.zmq = zmq;
	}

	@GetMapping("/stock/{article}")
	Gathered<Stock> count(@PathVariable String article) {
		return this.zmq.event("stock.count").data(article).gather(Stock.class);
	}

}

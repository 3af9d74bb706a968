package io.zmqf.sample;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends HTTP requests to the shop. It does not validate them: the handler does, wherever
 * it runs.
 */
@RestController
@ConditionalOnWebApplication
class ShopController {

	private final ShopApi shop;

	ShopController(ShopApi shop) {
		this.shop = shop;
	}

	@PostMapping("/quotes")
	Quote price(@RequestBody Line line) {
		return this.shop.price(line);
	}

	@PostMapping("/orders")
	Receipt place(@RequestBody Order order) {
		return this.shop.place(order);
	}

}

package io.zmqf.annotation.elsewhere;

import java.util.Map;

import io.zmqf.annotation.ZmqHandler;

/** A handler that subclasses of other packages can't override. */
public class PackageHandler {

	private final Map<String, Integer> stock = Map.of("a", 1);

	@ZmqHandler("stock")
	Integer stock(String article) {
		return this.stock.get(article);
	}

}

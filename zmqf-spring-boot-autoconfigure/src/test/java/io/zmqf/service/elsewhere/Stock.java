package io.zmqf.service.elsewhere;

import io.zmqf.service.ZmqExchange;

/** Found by its package. */
@ZmqExchange("stock")
public interface Stock {

	/**
	 * Counts.
	 * @param article the article
	 * @return the number
	 */
	@ZmqExchange("count")
	int count(String article);

}

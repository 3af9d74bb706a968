package io.zmqf.sample;

import java.util.stream.Stream;

import io.zmqf.service.ZmqExchange;
import jakarta.validation.Valid;

/**
 * What the shop can be asked, for its callers and for the bean that answers.
 */
interface ShopApi {

	/**
	 * Quotes a price.
	 * @param line the article and its quantity
	 * @return the price
	 * @throws UnknownArticleException where there is no such article
	 */
	@ZmqExchange(event = "quotes.price", idempotent = true)
	Quote price(@Valid Line line);

	/**
	 * Watches a price.
	 * @param line so many of an article
	 * @return the price now, and each time that it has changed, until the stream is
	 * closed
	 * @throws UnknownArticleException where there is no such article
	 */
	@ZmqExchange("quotes.watch")
	Stream<Quote> watch(@Valid Line line);

	/**
	 * Takes an order.
	 * @param order the lines that a customer orders
	 * @return the confirmation
	 * @throws UnknownArticleException where there is no such article
	 */
	@ZmqExchange("orders.place")
	Receipt place(@Valid Order order);

}

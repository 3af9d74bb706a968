package io.zmqf.sample;

import java.util.stream.Stream;

import io.zmqf.service.ZmqExchange;
import jakarta.validation.Valid;

/** The requests of the shop, for its callers and for the bean that handles them. */
interface ShopApi {

	/**
	 * Quotes a price.
	 * @param line the article and its quantity
	 * @return the price
	 * @throws UnknownArticleException if the article does not exist
	 */
	@ZmqExchange(event = "quotes.price", idempotent = true)
	Quote price(@Valid Line line);

	/**
	 * Watches a price.
	 * @param line the article and its quantity
	 * @return the current price and each later one, until the stream is closed
	 * @throws UnknownArticleException if the article does not exist
	 */
	@ZmqExchange("quotes.watch")
	Stream<Quote> watch(@Valid Line line);

	/**
	 * Places an order.
	 * @param order the lines that a customer orders
	 * @return the confirmation
	 * @throws UnknownArticleException if the article does not exist
	 */
	@ZmqExchange("orders.place")
	Receipt place(@Valid Order order);

}

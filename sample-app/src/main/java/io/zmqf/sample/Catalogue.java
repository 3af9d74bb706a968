package io.zmqf.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.springframework.stereotype.Component;

/** The articles of the shop and their prices. */
@Component
class Catalogue {

	private static final Duration MARKING = Duration.ofMillis(100);

	private final Map<String, BigDecimal> prices = Map.of("oak-table", new BigDecimal("349.00"), "oak-chair",
			new BigDecimal("89.50"), "floor-lamp", new BigDecimal("64.90"));

	/**
	 * Returns the price of an article.
	 * @param article the name of the article
	 * @return the price of one piece in euros
	 * @throws UnknownArticleException if the article does not exist
	 */
	BigDecimal priceOf(String article) {
		BigDecimal price = this.prices.get(article);
		if (price == null) {
			throw new UnknownArticleException(article);
		}
		return price;
	}

	/**
	 * The price of a line.
	 * @param line the article and its quantity
	 * @return euros
	 */
	BigDecimal priceOf(Line line) {
		return priceOf(line.article()).multiply(BigDecimal.valueOf(line.quantity()));
	}

	/** Waits until prices may have changed. This shop changes its prices continuously. */
	void awaitChange() {
		LockSupport.parkNanos(MARKING.toNanos());
	}

}

package io.zmqf.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.springframework.stereotype.Component;

/**
 * What the shop sells.
 */
@Component
class Catalogue {

	private static final Duration MARKING = Duration.ofMillis(100);

	private final Map<String, BigDecimal> prices = Map.of("oak-table", new BigDecimal("349.00"), "oak-chair",
			new BigDecimal("89.50"), "floor-lamp", new BigDecimal("64.90"));

	/**
	 * The price of one.
	 * @param article the article's name
	 * @return euros
	 * @throws UnknownArticleException where there is no such article
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

	/** Waits until prices may have changed: this shop marks them anew all the time. */
	void awaitChange() {
		LockSupport.parkNanos(MARKING.toNanos());
	}

}

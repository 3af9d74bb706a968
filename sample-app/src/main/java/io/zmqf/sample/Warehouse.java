package io.zmqf.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.zmqf.annotation.ZmqHandler;

import org.springframework.stereotype.Component;

/** The warehouse of this process. The total stock is the sum over all processes. */
@Component
class Warehouse {

	private static final long PROCESS = ProcessHandle.current().pid();

	private static final int MOST = 100;

	private final Map<String, Integer> left = new ConcurrentHashMap<>();

	private final Catalogue catalogue;

	Warehouse(Catalogue catalogue) {
		this.catalogue = catalogue;
	}

	/**
	 * Counts an article.
	 * @param article the name of the article
	 * @return the stock of this process
	 * @throws UnknownArticleException if the article does not exist
	 */
	@ZmqHandler("stock.count")
	Stock count(String article) {
		this.catalogue.priceOf(article);
		int number = this.left.computeIfAbsent(article, (key) -> ThreadLocalRandom.current().nextInt(1, MOST));
		return new Stock(article, number, PROCESS);
	}

}

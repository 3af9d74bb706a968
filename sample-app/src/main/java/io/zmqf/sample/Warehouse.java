package io.zmqf.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.zmqf.annotation.ZmqHandler;

import org.springframework.stereotype.Component;

/**
 * The warehouse of this process, which has some of each article. Who wants to know how
 * many there are has to ask all processes.
 */
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
	 * @param article the article's name
	 * @return how many this process has
	 * @throws UnknownArticleException where there is no such article
	 */
	@ZmqHandler("stock.count")
	Stock count(String article) {
		this.catalogue.priceOf(article);
		int number = this.left.computeIfAbsent(article, (key) -> ThreadLocalRandom.current().nextInt(1, MOST));
		return new Stock(article, number, PROCESS);
	}

}

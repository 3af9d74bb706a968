package io.zmqf.sample;

import io.zmqf.service.ZmqProblem;

/**
 * There is no such article. Callers of the shop get to see it.
 */
@ZmqProblem(type = "urn:sample:unknown-article", title = "Unknown article", status = 404)
class UnknownArticleException extends RuntimeException {

	private final String article;

	UnknownArticleException(String article) {
		super("There is no article '" + article + "'");
		this.article = article;
	}

	String getArticle() {
		return this.article;
	}

}

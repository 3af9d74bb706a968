package io.zmqf.sample;

import io.zmqf.service.ZmqProblem;

/** Thrown if an article does not exist. Callers of the shop receive it. */
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

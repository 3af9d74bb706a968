package io.zmqf.test.shop;

import io.zmqf.test.shop.ShopApplication.Article;

import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Converts headers of the application. */
@Component
class ArticleConverter implements Converter<CharSequence, Article> {

	@Override
	public Article convert(CharSequence text) {
		return new Article("article " + text);
	}

}

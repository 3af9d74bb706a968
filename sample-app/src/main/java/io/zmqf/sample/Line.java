package io.zmqf.sample;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * A number of pieces of one article.
 *
 * @param article the article's name in the catalogue
 * @param quantity the number of pieces
 */
record Line(@NotBlank String article, @Min(1) @Max(100) int quantity) {

	@Override
	public String toString() {
		return this.quantity + " x " + this.article;
	}

}

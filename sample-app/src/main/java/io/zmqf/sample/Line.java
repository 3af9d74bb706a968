package io.zmqf.sample;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * So many of an article.
 *
 * @param article the article's name in the catalogue
 * @param quantity how many
 */
record Line(@NotBlank String article, @Min(1) @Max(100) int quantity) {

	@Override
	public String toString() {
		return this.quantity + " x " + this.article;
	}

}

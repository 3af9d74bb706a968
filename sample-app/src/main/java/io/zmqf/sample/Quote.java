package io.zmqf.sample;

import java.math.BigDecimal;

/**
 * What a line costs.
 *
 * @param article the article's name in the catalogue
 * @param quantity the number of pieces
 * @param unitPrice the price of one, in euros
 * @param total the price of all, in euros
 * @param answeredBy the id of the process that the handler ran in
 */
record Quote(String article, int quantity, BigDecimal unitPrice, BigDecimal total, long answeredBy) {
}

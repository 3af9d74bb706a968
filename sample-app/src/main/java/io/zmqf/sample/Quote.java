package io.zmqf.sample;

import java.math.BigDecimal;

/**
 * The price of a line.
 *
 * @param article the name of the article in the catalogue
 * @param quantity the number of pieces
 * @param unitPrice the price of one piece in euros
 * @param total the total price in euros
 * @param answeredBy the id of the process that ran the handler
 */
record Quote(String article, int quantity, BigDecimal unitPrice, BigDecimal total, long answeredBy) {
}

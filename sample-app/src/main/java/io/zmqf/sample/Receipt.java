package io.zmqf.sample;

import java.math.BigDecimal;

/**
 * The confirmation of an order.
 *
 * @param number the order's number, counted by the process that took it
 * @param customer the name of the customer
 * @param total the price of all lines, in euros
 * @param answeredBy the id of the process that the handler ran in
 */
record Receipt(long number, String customer, BigDecimal total, long answeredBy) {
}

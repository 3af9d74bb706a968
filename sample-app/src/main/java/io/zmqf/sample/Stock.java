package io.zmqf.sample;

/**
 * The stock of an article in one process.
 *
 * @param article the name of the article
 * @param left the number of remaining pieces
 * @param process the id of the process that counted them
 */
record Stock(String article, int left, long process) {
}

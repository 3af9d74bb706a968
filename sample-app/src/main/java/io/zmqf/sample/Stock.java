package io.zmqf.sample;

/**
 * What one node has of an article.
 *
 * @param article the article's name
 * @param left the number of pieces that are left
 * @param process the id of the process that counted them
 */
record Stock(String article, int left, long process) {
}

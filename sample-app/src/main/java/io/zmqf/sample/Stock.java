package io.zmqf.sample;

/**
 * What one node has of an article.
 *
 * @param article the article's name
 * @param left how many are left
 * @param process who says so
 */
record Stock(String article, int left, long process) {
}

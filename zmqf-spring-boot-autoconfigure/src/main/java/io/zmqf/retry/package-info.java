/**
 * Retries of failed requests, based on Spring's retry support.
 */
@NullMarked
package io.zmqf.retry;

import org.jspecify.annotations.NullMarked;

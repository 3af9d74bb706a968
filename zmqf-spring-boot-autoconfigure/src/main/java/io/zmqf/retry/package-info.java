/**
 * Requests that are made again after a failure, by Spring's retry support.
 */
@NullMarked
package io.zmqf.retry;

import org.jspecify.annotations.NullMarked;

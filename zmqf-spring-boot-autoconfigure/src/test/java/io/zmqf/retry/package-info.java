/**
 * Tests of {@link io.zmqf.retry.RetryingSender}.
 */
package io.zmqf.retry;

/**
 * Tests of {@link io.zmqf.retry.RetryingRequest}.
 */
package io.zmqf.retry;

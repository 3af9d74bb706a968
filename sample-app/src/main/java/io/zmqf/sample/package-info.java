/**
 * A runnable application that answers requests over ZeroMQ.
 */
@NullMarked
package io.zmqf.sample;

import org.jspecify.annotations.NullMarked;

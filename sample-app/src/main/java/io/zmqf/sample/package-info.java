/**
 * A small furniture shop that quotes prices and takes orders over ZeroMQ.
 */
@NullMarked
package io.zmqf.sample;

import org.jspecify.annotations.NullMarked;

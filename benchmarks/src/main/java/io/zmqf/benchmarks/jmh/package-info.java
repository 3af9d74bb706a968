/**
 * The hot parts alone.
 */
@NullMarked
package io.zmqf.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;

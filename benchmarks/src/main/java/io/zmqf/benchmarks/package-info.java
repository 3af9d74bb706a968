/**
 * Measures this project and its peers side by side, each in processes of its own.
 */
@NullMarked
package io.zmqf.benchmarks;

import org.jspecify.annotations.NullMarked;

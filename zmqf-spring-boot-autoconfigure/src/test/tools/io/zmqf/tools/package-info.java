/**
 * The tools and rights that tests may find missing, and the one place that decides what
 * follows. Compiled into the tests of each module that needs them.
 */
@NullMarked
package io.zmqf.tools;

import org.jspecify.annotations.NullMarked;

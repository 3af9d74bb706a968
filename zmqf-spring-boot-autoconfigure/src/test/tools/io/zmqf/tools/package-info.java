/**
 * The optional tools and privileges of tests, and the single place that decides the
 * consequences if they are missing. Compiled into the tests of each module that needs
 * them.
 */
@NullMarked
package io.zmqf.tools;

import org.jspecify.annotations.NullMarked;

/**
 * The command line, which sends requests, lists and watches nodes, and measures them. It
 * needs no Spring context.
 */
@NullMarked
package io.zmqf.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The command line: asks nodes, lists them, watches them and measures them. It needs no
 * Spring context.
 */
@NullMarked
package io.zmqf.cli;

import org.jspecify.annotations.NullMarked;

/**
 * Tests of applications that use zmqf: slices, a transport in memory, a client with
 * assertions, and a server that is told its replies. Nothing else of the library knows
 * this package.
 */
@NullMarked
package io.zmqf.test;

import org.jspecify.annotations.NullMarked;

/**
 * Test support for applications: test slices, a transport in memory, a client with
 * assertions and a mock server. No other package of the library uses this package.
 */
@NullMarked
package io.zmqf.test;

import org.jspecify.annotations.NullMarked;

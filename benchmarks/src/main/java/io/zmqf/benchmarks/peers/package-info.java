/**
 * What is measured: for each peer a server, a broker where it has one, and a client.
 */
@NullMarked
package io.zmqf.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

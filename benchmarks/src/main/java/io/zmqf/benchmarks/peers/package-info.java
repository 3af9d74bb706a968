/**
 * The measured systems: for each peer a server, a broker if it needs one, and a client.
 */
@NullMarked
package io.zmqf.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

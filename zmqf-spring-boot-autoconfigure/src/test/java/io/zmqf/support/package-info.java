/**
 * Utilities of several tests: nodes over real sockets, raw peers, and records of events.
 */
@NullMarked
package io.zmqf.support;

import org.jspecify.annotations.NullMarked;

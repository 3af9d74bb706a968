/**
 * The client for Reactor.
 */
@NullMarked
package io.zmqf.reactive;

import org.jspecify.annotations.NullMarked;

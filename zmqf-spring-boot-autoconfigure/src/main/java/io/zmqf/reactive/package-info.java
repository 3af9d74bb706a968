/**
 * The reactive client, based on Reactor.
 */
@NullMarked
package io.zmqf.reactive;

import org.jspecify.annotations.NullMarked;

/**
 * The wire protocol: messages, their frames and headers, problems, and the identity of
 * nodes. It depends neither on sockets nor on Spring.
 */
@NullMarked
package io.zmqf.message;

import org.jspecify.annotations.NullMarked;

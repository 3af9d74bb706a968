/**
 * The wire protocol: a message, its frames, its headers, its errors and the identity of a
 * node. Knows neither sockets nor Spring.
 */
@NullMarked
package io.zmqf.message;

import org.jspecify.annotations.NullMarked;

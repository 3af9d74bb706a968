/**
 * The mechanism CURVE (RFC 26): X25519 of the JDK, with XSalsa20 and Poly1305 as NaCl has
 * them.
 */
@NullMarked
package io.zmqf.zmtp.curve;

import org.jspecify.annotations.NullMarked;

/**
 * The CURVE mechanism (RFC 26): X25519 of the JDK with NaCl's XSalsa20 and Poly1305.
 */
@NullMarked
package io.zmqf.zmtp.curve;

import org.jspecify.annotations.NullMarked;

/** The ZMTP mechanisms without encryption: NULL (RFC 23) and PLAIN (RFC 24). */
@NullMarked
package io.zmqf.zmtp.mechanism;

import org.jspecify.annotations.NullMarked;

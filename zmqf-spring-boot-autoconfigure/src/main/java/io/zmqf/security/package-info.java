/**
 * Senders of requests as users of Spring Security.
 */
@NullMarked
package io.zmqf.security;

import org.jspecify.annotations.NullMarked;

/**
 * Integration with Spring Security: the senders of requests as authenticated users.
 */
@NullMarked
package io.zmqf.security;

import org.jspecify.annotations.NullMarked;

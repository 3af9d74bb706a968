/** Tests of Spring Security's part in handlers. */
@NullMarked
package io.zmqf.security;

import org.jspecify.annotations.NullMarked;

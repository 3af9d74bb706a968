@NullMarked
package io.zmqf.transport.security;

import org.jspecify.annotations.NullMarked;

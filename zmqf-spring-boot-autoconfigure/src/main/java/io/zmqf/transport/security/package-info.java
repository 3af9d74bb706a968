/**
 * The security of sockets: keys and their files, passwords, address rules and
 * authentication.
 */
@NullMarked
package io.zmqf.transport.security;

import org.jspecify.annotations.NullMarked;

/**
 * Messages from servers and routers to clients, which wait while a client's connection is
 * full.
 */
@NullMarked
package io.zmqf.outgoing;

import org.jspecify.annotations.NullMarked;

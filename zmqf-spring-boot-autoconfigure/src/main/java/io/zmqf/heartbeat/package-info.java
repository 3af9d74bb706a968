/**
 * Who is alive: clients and workers say so, routers and servers listen.
 */
@NullMarked
package io.zmqf.heartbeat;

import org.jspecify.annotations.NullMarked;

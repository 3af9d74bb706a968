/** Heartbeats, which clients and workers send to routers and servers. */
@NullMarked
package io.zmqf.heartbeat;

import org.jspecify.annotations.NullMarked;

/**
 * Workers, which connect to routers, and servers, which bind; both answer requests.
 */
@NullMarked
package io.zmqf.worker;

import org.jspecify.annotations.NullMarked;

/**
 * Answers requests: a worker connects to routers, a server binds.
 */
@NullMarked
package io.zmqf.worker;

import org.jspecify.annotations.NullMarked;

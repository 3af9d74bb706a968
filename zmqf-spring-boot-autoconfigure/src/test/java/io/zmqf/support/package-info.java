/**
 * What several tests need: nodes over real sockets, raw peers, and a record of what
 * happened.
 */
@NullMarked
package io.zmqf.support;

import org.jspecify.annotations.NullMarked;

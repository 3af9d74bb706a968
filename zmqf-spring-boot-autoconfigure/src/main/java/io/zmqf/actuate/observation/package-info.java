/** Metrics and traces of requests from the client to the handler. */
@NullMarked
package io.zmqf.actuate.observation;

import org.jspecify.annotations.NullMarked;

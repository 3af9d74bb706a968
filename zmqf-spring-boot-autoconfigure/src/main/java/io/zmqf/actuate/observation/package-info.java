/** Requests as observations: metrics and traces from their making to their handling. */
@NullMarked
package io.zmqf.actuate.observation;

import org.jspecify.annotations.NullMarked;

/** Micrometer metrics of an application's nodes. */
@NullMarked
package io.zmqf.actuate.metrics;

import org.jspecify.annotations.NullMarked;

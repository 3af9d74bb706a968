/** What is counted and measured of an application's nodes, for Micrometer. */
@NullMarked
package io.zmqf.actuate.metrics;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.actuate.metrics;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.actuate.observation;

import org.jspecify.annotations.NullMarked;

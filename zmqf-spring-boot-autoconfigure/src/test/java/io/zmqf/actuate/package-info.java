@NullMarked
package io.zmqf.actuate;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.actuate.event;

import org.jspecify.annotations.NullMarked;

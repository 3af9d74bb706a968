@NullMarked
package io.zmqf.actuate.health;

import org.jspecify.annotations.NullMarked;

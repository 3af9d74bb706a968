@NullMarked
package io.zmqf.heartbeat;

import org.jspecify.annotations.NullMarked;

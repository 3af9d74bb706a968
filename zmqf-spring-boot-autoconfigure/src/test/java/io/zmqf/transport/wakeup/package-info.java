@NullMarked
package io.zmqf.transport.wakeup;

import org.jspecify.annotations.NullMarked;

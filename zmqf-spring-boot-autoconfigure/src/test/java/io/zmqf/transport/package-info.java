@NullMarked
package io.zmqf.transport;

import org.jspecify.annotations.NullMarked;

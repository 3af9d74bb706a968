@NullMarked
package io.zmqf.transport.curve;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.zmtp.curve;

import org.jspecify.annotations.NullMarked;

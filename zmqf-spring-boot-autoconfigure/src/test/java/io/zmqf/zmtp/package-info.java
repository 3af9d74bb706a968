@NullMarked
package io.zmqf.zmtp;

import org.jspecify.annotations.NullMarked;

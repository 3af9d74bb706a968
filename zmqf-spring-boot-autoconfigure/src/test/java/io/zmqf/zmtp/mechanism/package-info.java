@NullMarked
package io.zmqf.zmtp.mechanism;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.concurrent;

import org.jspecify.annotations.NullMarked;

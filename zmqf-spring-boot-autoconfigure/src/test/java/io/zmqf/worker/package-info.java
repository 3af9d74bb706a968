@NullMarked
package io.zmqf.worker;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf;

import org.jspecify.annotations.NullMarked;

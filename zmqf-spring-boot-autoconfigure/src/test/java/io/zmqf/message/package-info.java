@NullMarked
package io.zmqf.message;

import org.jspecify.annotations.NullMarked;

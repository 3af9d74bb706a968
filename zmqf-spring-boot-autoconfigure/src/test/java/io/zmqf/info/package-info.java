@NullMarked
package io.zmqf.info;

import org.jspecify.annotations.NullMarked;

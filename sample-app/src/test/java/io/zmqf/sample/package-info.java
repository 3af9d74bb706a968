@NullMarked
package io.zmqf.sample;

import org.jspecify.annotations.NullMarked;

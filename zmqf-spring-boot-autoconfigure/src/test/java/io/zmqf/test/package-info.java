@NullMarked
package io.zmqf.test;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.contract;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.transport.contract;

import org.jspecify.annotations.NullMarked;

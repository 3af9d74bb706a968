@NullMarked
package io.zmqf.transport.tcp;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.transport.nio;

import org.jspecify.annotations.NullMarked;

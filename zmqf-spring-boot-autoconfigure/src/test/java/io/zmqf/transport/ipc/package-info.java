@NullMarked
package io.zmqf.transport.ipc;

import org.jspecify.annotations.NullMarked;

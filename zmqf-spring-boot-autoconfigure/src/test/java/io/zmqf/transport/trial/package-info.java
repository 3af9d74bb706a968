@NullMarked
package io.zmqf.transport.trial;

import org.jspecify.annotations.NullMarked;

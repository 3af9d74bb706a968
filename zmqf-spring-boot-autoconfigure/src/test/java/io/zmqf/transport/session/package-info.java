@NullMarked
package io.zmqf.transport.session;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.actuate.endpoint;

import org.jspecify.annotations.NullMarked;

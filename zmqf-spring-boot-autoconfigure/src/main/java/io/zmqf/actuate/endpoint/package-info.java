/** The actuator endpoint that shows an application's nodes. */
@NullMarked
package io.zmqf.actuate.endpoint;

import org.jspecify.annotations.NullMarked;

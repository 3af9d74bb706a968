/** The actuator endpoint for an application's nodes, and its page. */
@NullMarked
package io.zmqf.actuate.endpoint;

import org.jspecify.annotations.NullMarked;

/** Spring Boot health contributors for the nodes of an application. */
@NullMarked
package io.zmqf.actuate.health;

import org.jspecify.annotations.NullMarked;

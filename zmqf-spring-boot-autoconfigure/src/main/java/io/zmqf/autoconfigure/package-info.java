/**
 * Auto-configuration of the roles of an application. No other package may import it.
 */
@NullMarked
package io.zmqf.autoconfigure;

import org.jspecify.annotations.NullMarked;

/**
 * Monitoring of a running application's nodes, and combined listeners.
 */
@NullMarked
package io.zmqf.actuate;

import org.jspecify.annotations.NullMarked;

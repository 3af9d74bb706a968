/**
 * Every node of this library against foreign peers, and against peers that keep to no
 * protocol.
 */
@NullMarked
package io.zmqf.interop;

import org.jspecify.annotations.NullMarked;

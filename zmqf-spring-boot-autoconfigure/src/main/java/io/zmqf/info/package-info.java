/**
 * What nodes say of themselves to operators: who they are, what they handle, and how that
 * goes.
 */
@NullMarked
package io.zmqf.info;

import org.jspecify.annotations.NullMarked;

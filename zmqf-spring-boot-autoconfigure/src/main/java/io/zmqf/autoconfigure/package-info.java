/**
 * The auto-configuration: from properties to running roles. Imported by nothing.
 */
@NullMarked
package io.zmqf.autoconfigure;

import org.jspecify.annotations.NullMarked;

/**
 * The descriptions and statistics that nodes disclose to operators.
 */
@NullMarked
package io.zmqf.info;

import org.jspecify.annotations.NullMarked;

/**
 * What an operator sees of a running application: its nodes as one, and what tells
 * several listeners of the same thing.
 */
@NullMarked
package io.zmqf.actuate;

import org.jspecify.annotations.NullMarked;

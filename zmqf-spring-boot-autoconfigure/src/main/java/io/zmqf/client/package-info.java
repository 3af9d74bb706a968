/**
 * Sends requests and returns their replies.
 */
@NullMarked
package io.zmqf.client;

import org.jspecify.annotations.NullMarked;

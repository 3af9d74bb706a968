/**
 * Sends requests and gives back their replies.
 */
@NullMarked
package io.zmqf.client;

import org.jspecify.annotations.NullMarked;

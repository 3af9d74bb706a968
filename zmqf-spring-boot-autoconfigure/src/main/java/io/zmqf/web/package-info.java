/**
 * HTTP responses for failed ZeroMQ requests.
 */
@NullMarked
package io.zmqf.web;

import org.jspecify.annotations.NullMarked;

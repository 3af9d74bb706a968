/**
 * HTTP in front of ZeroMQ: failed requests as HTTP responses.
 */
@NullMarked
package io.zmqf.web;

import org.jspecify.annotations.NullMarked;

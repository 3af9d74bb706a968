/**
 * Tests of HTTP in front of ZeroMQ.
 */
@NullMarked
package io.zmqf.web;

import org.jspecify.annotations.NullMarked;

/**
 * How the packages that touch JeroMQ's private members find out whether this JeroMQ is
 * the one that they were written for.
 */
@NullMarked
package io.zmqf.transport.trial;

import org.jspecify.annotations.NullMarked;

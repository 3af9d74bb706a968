/**
 * Handlers as annotated methods: how they are found, and how a request becomes their
 * arguments and their return value a reply.
 */
@NullMarked
package io.zmqf.annotation;

import org.jspecify.annotations.NullMarked;

/**
 * Annotated handler methods: discovery, resolution of arguments from requests, and
 * conversion of return values to replies.
 */
@NullMarked
package io.zmqf.annotation;

import org.jspecify.annotations.NullMarked;

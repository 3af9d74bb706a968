/**
 * Declared clients: interfaces that callers call and handlers implement.
 */
@NullMarked
package io.zmqf.service;

import org.jspecify.annotations.NullMarked;

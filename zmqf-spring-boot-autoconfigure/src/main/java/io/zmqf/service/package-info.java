/**
 * Contracts between callers and handlers as interfaces, and the clients that call them.
 */
@NullMarked
package io.zmqf.service;

import org.jspecify.annotations.NullMarked;

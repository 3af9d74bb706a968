/**
 * The contract of an application: its events with the schemas of their data as AsyncAPI,
 * and the effect of changes on callers.
 */
@NullMarked
package io.zmqf.contract;

import org.jspecify.annotations.NullMarked;

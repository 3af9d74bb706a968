/**
 * The contract of an application: its events with the schemas of their data, as AsyncAPI,
 * and what changes from one version to the next mean to callers.
 */
@NullMarked
package io.zmqf.contract;

import org.jspecify.annotations.NullMarked;

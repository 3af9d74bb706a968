/**
 * Faults of every kind under a steady load, whose every request is audited: what came of
 * it, when, and how often it was handled. Shortened unless {@code -Dzmqf.faults=full}.
 */
package io.zmqf.fault;

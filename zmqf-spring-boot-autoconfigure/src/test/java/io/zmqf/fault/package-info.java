/**
 * Faults of every kind under a steady load. Each request is audited: its outcome, its
 * time, and the number of times that it was handled. Shortened unless {@code
 * -Dzmqf.faults=full}.
 */
package io.zmqf.fault;

/** Proofs of the engine: closings, failures at any place, and identities under attack. */
@NullMarked
package io.zmqf.transport.proof;

import org.jspecify.annotations.NullMarked;

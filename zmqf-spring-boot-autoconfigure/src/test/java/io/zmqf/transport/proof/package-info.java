/** Proofs of the engine: closing, failures at any call, and identities under attack. */
@NullMarked
package io.zmqf.transport.proof;

import org.jspecify.annotations.NullMarked;

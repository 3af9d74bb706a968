/** Contracts of tests of declared clients. */
@NullMarked
package io.zmqf.service.elsewhere;

import org.jspecify.annotations.NullMarked;

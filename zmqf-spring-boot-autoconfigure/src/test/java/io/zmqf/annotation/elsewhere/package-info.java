/** Tests of annotated handlers. */
@NullMarked
package io.zmqf.annotation.elsewhere;

import org.jspecify.annotations.NullMarked;

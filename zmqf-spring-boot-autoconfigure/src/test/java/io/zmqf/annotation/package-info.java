/** Tests of annotated handlers. */
@NullMarked
package io.zmqf.annotation;

import org.jspecify.annotations.NullMarked;

/** An application under test. */
@NullMarked
package io.zmqf.test.shop;

import org.jspecify.annotations.NullMarked;

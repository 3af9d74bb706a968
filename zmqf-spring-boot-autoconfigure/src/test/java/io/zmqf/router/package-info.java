@NullMarked
package io.zmqf.router;

import org.jspecify.annotations.NullMarked;

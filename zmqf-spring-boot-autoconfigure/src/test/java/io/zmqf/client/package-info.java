@NullMarked
package io.zmqf.client;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.zmqf.cli;

import org.jspecify.annotations.NullMarked;

/**
 * Foreign peers for the tests: Python scripts over libzmq that behave on the wire as the
 * nodes of the Python ZeroMQFramework do, faults included.
 */
@NullMarked
package io.zmqf.peers;

import org.jspecify.annotations.NullMarked;

package io.zmqf.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Bootstraps the contexts of {@link ZmqClientTest}. */
class ZmqClientTestContextBootstrapper extends TestSliceTestContextBootstrapper<ZmqClientTest> {

}

package io.zmqf.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Bootstraps the contexts of {@link ZmqHandlerTest}. */
class ZmqHandlerTestContextBootstrapper extends TestSliceTestContextBootstrapper<ZmqHandlerTest> {

}

package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the worker that connects to routers, and for the server that
 * clients connect to.
 */
@AutoConfiguration(after = { ZmqRouterAutoConfiguration.class, ZmqHandlerAutoConfiguration.class })
@Import(WorkerConfiguration.class)
public final class ZmqWorkerAutoConfiguration {

}

package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for heartbeats: routers and servers receive them, clients and
 * workers send them.
 */
@AutoConfiguration(after = ZmqClientAutoConfiguration.class)
@Import(HeartbeatConfiguration.class)
public final class ZmqHeartbeatAutoConfiguration {

}

package io.zmqf.service.elsewhere;

import io.zmqf.service.ImportZmqClients;

import org.springframework.context.annotation.Configuration;

/** Imports the clients of its own package. */
@Configuration(proxyBeanMethods = false)
@ImportZmqClients
public class Scanned {

}

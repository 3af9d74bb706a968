package io.zmqf.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a minimal Spring Boot application. */
final class SpringNode {

	private SpringNode() {
	}

	static ConfigurableApplicationContext start(Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off", "spring.main.keep-alive=true",
				"logging.level.root=warn", "spring.main.web-application-type=none", "zmqf.client.timeout=10s",
				"management.health.rabbit.enabled=false"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(application).properties(all.toArray(String[]::new)).run();
	}

}

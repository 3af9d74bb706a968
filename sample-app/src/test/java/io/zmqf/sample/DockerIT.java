package io.zmqf.sample;

import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests with containers skip themselves without Docker: where it is required, this one
 * fails.
 */
class DockerIT {

	@Test
	void dockerIsThereWhereItIsRequired() {
		assumeTrue("required".equals(System.getProperty("zmqf.peers"))
				|| Boolean.parseBoolean(System.getenv("TESTS_REQUIRE_DOCKER")), "Docker is not required");
		assertThat(DockerClientFactory.instance().isDockerAvailable())
			.as("Docker, which zmqf.peers=required and TESTS_REQUIRE_DOCKER ask for")
			.isTrue();
	}

}

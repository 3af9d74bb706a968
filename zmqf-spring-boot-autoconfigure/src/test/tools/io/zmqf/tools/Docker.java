package io.zmqf.tools;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * The containers of this machine.
 */
public final class Docker {

	/** The image that tests run. */
	public static final String IMAGE = "eclipse-temurin:17-jre";

	/** The image by which Testcontainers cleans up. */
	private static final String RYUK = "testcontainers/ryuk:0.14.0";

	private Docker() {
	}

	/**
	 * Calls the Docker command, which fails at once while Testcontainers retries for
	 * minutes. An engine that can't pull the images is useless, too.
	 */
	static @Nullable String problem() {
		Command engine = Command.run("docker", "version", "--format", "{{.Server.Version}}");
		if (!engine.found()) {
			return "Docker and its command (Debian: apt-get install docker.io)";
		}
		if (!engine.succeeded()) {
			return "a Docker that runs, and that this user may use (" + engine.cause() + ")";
		}
		boolean ryuk = !Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"));
		for (String name : ryuk ? List.of(IMAGE, RYUK) : List.of(IMAGE)) {
			String image = ImageNameSubstitutor.instance().apply(DockerImageName.parse(name)).asCanonicalNameString();
			if (!Command.run("docker", "image", "inspect", image).succeeded()) {
				Command pulled = Command.run(300, "docker", "pull", "-q", image);
				if (!pulled.succeeded()) {
					return "the image " + image + " (docker pull " + image + ": " + pulled.cause() + ")";
				}
			}
		}
		return null;
	}

}

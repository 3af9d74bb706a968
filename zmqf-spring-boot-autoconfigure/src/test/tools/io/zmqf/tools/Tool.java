package io.zmqf.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

import org.springframework.util.function.SingletonSupplier;

/**
 * A program, a right or a property of the machine that a test can't do without. Each is
 * found by using it as tests do, never by the presence of another one.
 */
public enum Tool {

	/** A Python 3 without any package. */
	PYTHON(() -> Python.isAvailable() ? null : "Python 3 (Debian: apt-get install python3)"),

	/** Python with libzmq. */
	PYZMQ(() -> Python.hasZmq() ? null
			: "Python 3 with pyzmq, with CURVE and ipc (Debian: apt-get install python3-zmq; "
					+ "-Dzmqf.python=<path> names another one)"),

	/** Network namespaces with links between them. */
	NETWORK(Tool::network),

	/** A firewall inside a network namespace. */
	IPTABLES(Tool::iptables),

	/** Another user's identity for a process. */
	OTHER_USER(Tool::otherUser),

	/** Containers, and the image that they run. */
	DOCKER(Docker::problem),

	/** A browser without a window. */
	CHROMIUM(() -> Command.run("chromium", "--version").succeeded() ? null
			: "Chromium (Debian: apt-get install chromium)"),

	/** IPv6 at the loopback interface. */
	IPV6(() -> bindable("::1") ? null : "IPv6 at the loopback interface (sysctl net.ipv6.conf.lo.disable_ipv6=0)"),

	/** Several IPv4 addresses at the loopback interface. */
	LOOPBACK_ADDRESSES(
			() -> bindable("127.0.0.5") ? null : "more than one loopback address (ip addr add 127.0.0.5/8 dev lo)"),

	/** Linux' view of processes. */
	PROC(() -> Files.isReadable(Path.of("/proc/self/fd")) && Files.isReadable(Path.of("/proc/net/tcp")) ? null
			: "Linux with /proc mounted");

	private final Supplier<String> problem;

	Tool(Supplier<@Nullable String> probe) {
		this.problem = SingletonSupplier.ofNullable(probe)::get;
	}

	/**
	 * Checks for the tool, once for each JVM.
	 * @return the missing part and how to get it, in one line, or {@code null} if the
	 * tool can be used
	 */
	public @Nullable String problem() {
		return this.problem.get();
	}

	/** Skips a single case of a test, as {@link RequiresTool} skips the whole test. */
	public void assume() {
		ConditionEvaluationResult result = RequiresToolCondition.evaluate(Console.OUT, "a case", this);
		Assumptions.assumeFalse(result.isDisabled(), () -> result.getReason().orElse(""));
	}

	boolean isRequired() {
		boolean required = "required".equals(System.getProperty("zmqf.peers"))
				|| (this == DOCKER && Boolean.parseBoolean(System.getenv("TESTS_REQUIRE_DOCKER")));
		return required && Arrays.stream(System.getProperty("zmqf.peers.without", "").split(","))
			.noneMatch((name) -> name.strip().equalsIgnoreCase(name()));
	}

	private static @Nullable String network() {
		String name = "zmqfp" + ProcessHandle.current().pid();
		Command made = Command.run("ip", "netns", "add", name);
		if (!made.found()) {
			return "ip (Debian: apt-get install iproute2)";
		}
		if (made.succeeded()) {
			made = Command.run("ip", "-n", name, "link", "add", "probe", "type", "veth", "peer", "name", "other");
			Command.run("ip", "netns", "del", name);
		}
		return made.succeeded() ? null
				: "network namespaces, which need root, and --privileged in a container (" + made.cause() + ")";
	}

	/** A network namespace is where it can be tried without harm. */
	private static @Nullable String iptables() {
		if (!Command.run("iptables", "-V").found()) {
			return "iptables (Debian: apt-get install iptables)";
		}
		String name = "zmqfp" + ProcessHandle.current().pid() + "i";
		if (!Command.run("ip", "netns", "add", name).succeeded()) {
			return NETWORK.problem();
		}
		try {
			Command tried = Command.run("ip", "netns", "exec", name, "iptables", "-A", "INPUT", "-m", "statistic",
					"--mode", "random", "--probability", "0.5");
			return tried.succeeded() ? null : "a kernel that lets iptables work (" + tried.cause() + ")";
		}
		finally {
			Command.run("ip", "netns", "del", name);
		}
	}

	private static @Nullable String otherUser() {
		Command tried = Command.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true");
		if (!tried.found()) {
			return "setpriv (Debian: apt-get install util-linux)";
		}
		return tried.succeeded() ? null : "the right to become another user, which root has (" + tried.cause() + ")";
	}

	private static boolean bindable(String address) {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}

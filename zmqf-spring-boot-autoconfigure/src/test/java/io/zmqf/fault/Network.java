package io.zmqf.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace and a link to it that can be made bad. One has to be root and to
 * have iproute2 and iptables; without them tests are skipped, except where
 * {@code zmqf.peers} is {@code required} and one is root.
 */
final class Network implements AutoCloseable {

	private static final long ID = ProcessHandle.current().pid();

	private static final String SPACE = "zmqff" + ID % 100_000;

	private static final String LINK = "zf" + ID % 100_000 + "a";

	private static final String INNER = "zf" + ID % 100_000 + "b";

	/** This side's address. */
	static final String HERE = "10.214." + ID % 250 + ".1";

	private static final String THERE = "10.214." + ID % 250 + ".2";

	/** Undoes what was done to the link, the last thing first. */
	private final List<String> undo = new ArrayList<>();

	Network() {
		boolean made = runs("iptables --version") && runs("ip netns add " + SPACE);
		if (!made && "required".equals(System.getProperty("zmqf.peers"))
				&& "root".equals(System.getProperty("user.name"))) {
			throw new AssertionError("Network namespaces need iproute2 and iptables");
		}
		Assumptions.assumeTrue(made, "No network namespaces here");
		run("ip link add " + LINK + " type veth peer name " + INNER);
		run("ip link set " + INNER + " netns " + SPACE);
		run("ip addr add " + HERE + "/24 dev " + LINK);
		run("ip link set " + LINK + " up");
		run("ip netns exec " + SPACE + " ip addr add " + THERE + "/24 dev " + INNER);
		run("ip netns exec " + SPACE + " ip link set " + INNER + " up");
		run("ip netns exec " + SPACE + " ip link set lo up");
	}

	/** What a command needs before it to be run on the other side. */
	List<String> inside() {
		return List.of("ip", "netns", "exec", SPACE);
	}

	/** Swallows all packets. */
	void swallow() {
		drop("");
	}

	/** Swallows so many packets of a hundred, in each direction. */
	void lose(int percent) {
		drop("-m statistic --mode random --probability 0." + (percent < 10 ? "0" : "") + percent + " ");
	}

	private void drop(String which) {
		for (String rule : new String[] { " INPUT -i " + LINK, " OUTPUT -o " + LINK }) {
			run("iptables -I" + rule + " " + which + "-j DROP");
			this.undo.add(0, "iptables -D" + rule + " " + which + "-j DROP");
		}
	}

	/** Delays all packets, where the kernel can; whether it can. */
	boolean delay(int millis) {
		boolean delayed = runs("tc qdisc add dev " + LINK + " root netem delay " + millis + "ms");
		if (delayed) {
			this.undo.add(0, "tc qdisc del dev " + LINK + " root");
		}
		return delayed;
	}

	void heal() {
		this.undo.forEach(Network::run);
		this.undo.clear();
	}

	@Override
	public void close() {
		heal();
		run("ip netns del " + SPACE); // takes both ends of the link along
	}

	private static void run(String command) {
		if (!runs(command)) {
			throw new IllegalStateException(command + " failed");
		}
	}

	private static boolean runs(String command) {
		try {
			return new ProcessBuilder(command.split(" ")).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

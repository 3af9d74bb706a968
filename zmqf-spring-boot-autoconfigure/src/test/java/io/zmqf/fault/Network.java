package io.zmqf.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Assumptions;

/**
 * A network namespace and a link to it that can be made bad. One has to be root and to
 * have iproute2 and iptables; without them tests are skipped, except where
 * {@code zmqf.peers} is {@code required} and one is root.
 */
final class Network implements AutoCloseable {

	private static final long PROCESS = ProcessHandle.current().pid();

	/** The system takes its time to remove the one before. */
	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final String id = PROCESS % 100_000 + "x" + NUMBER.incrementAndGet();

	private final String space = "zmqff" + this.id;

	private final String link = "zf" + this.id + "a";

	private final String subnet = "10." + (214 + NUMBER.get() % 40) + "." + PROCESS % 250;

	/** Undoes what was done to the link, the last thing first. */
	private final List<String> undo = new ArrayList<>();

	Network() {
		boolean made = runs("iptables --version") && runs("ip netns add " + this.space);
		if (!made && "required".equals(System.getProperty("zmqf.peers"))
				&& "root".equals(System.getProperty("user.name"))) {
			throw new AssertionError("Network namespaces need iproute2 and iptables");
		}
		Assumptions.assumeTrue(made, "No network namespaces here");
		String inner = "zf" + this.id + "b";
		run("ip link add " + this.link + " type veth peer name " + inner);
		run("ip link set " + inner + " netns " + this.space);
		run("ip addr add " + here() + "/24 dev " + this.link);
		run("ip link set " + this.link + " up");
		run("ip netns exec " + this.space + " ip addr add " + this.subnet + ".2/24 dev " + inner);
		run("ip netns exec " + this.space + " ip link set " + inner + " up");
		run("ip netns exec " + this.space + " ip link set lo up");
	}

	/** This side's address. */
	String here() {
		return this.subnet + ".1";
	}

	/** What a command needs before it to be run on the other side. */
	List<String> inside() {
		return List.of("ip", "netns", "exec", this.space);
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
		for (String rule : new String[] { " INPUT -i " + this.link, " OUTPUT -o " + this.link }) {
			run("iptables -I" + rule + " " + which + "-j DROP");
			this.undo.add(0, "iptables -D" + rule + " " + which + "-j DROP");
		}
	}

	void heal() {
		this.undo.forEach(Network::run);
		this.undo.clear();
	}

	@Override
	public void close() {
		heal();
		run("ip link del " + this.link);
		run("ip netns del " + this.space);
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

package io.zmqf.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.tools.Command;
import io.zmqf.tools.Tool;

/**
 * A network namespace with a link to it that can be made bad, by rules within the
 * namespace alone. Tests that use it need {@link Tool#NETWORK} and {@link Tool#IPTABLES}.
 */
public final class Network implements AutoCloseable {

	private static final long PROCESS = ProcessHandle.current().pid();

	/** The kernel removes a namespace some time after the command. */
	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final String id = PROCESS % 100_000 + "x" + NUMBER.incrementAndGet();

	private final String space = "zmqf" + this.id;

	private final String inner = "zf" + this.id + "b";

	private final String subnet = "10." + (214 + NUMBER.get() % 40) + "." + PROCESS % 250;

	/** The commands that undo the successful ones, in reverse order. */
	private final Deque<String> undo = new ArrayDeque<>();

	private final Deque<String> healing = new ArrayDeque<>();

	/** Makes the namespace and the link, or leaves nothing behind. */
	public Network() {
		try {
			String outer = "zf" + this.id + "a";
			run("ip netns add " + this.space);
			this.undo.push("ip netns del " + this.space);
			run("ip link add " + outer + " type veth peer name " + this.inner);
			this.undo.push("ip link del " + outer);
			run("ip link set " + this.inner + " netns " + this.space);
			run("ip addr add " + here() + "/24 dev " + outer);
			run("ip link set " + outer + " up");
			runInside("ip addr add " + there() + "/24 dev " + this.inner);
			runInside("ip link set " + this.inner + " up");
			runInside("ip link set lo up");
		}
		catch (IllegalStateException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Returns the address of this side.
	 * @return an IPv4 address
	 */
	public String here() {
		return this.subnet + ".1";
	}

	/**
	 * Returns the address of the other side.
	 * @return an IPv4 address
	 */
	public String there() {
		return this.subnet + ".2";
	}

	/**
	 * Returns the prefix of commands that run on the other side.
	 * @return a command that runs the one which follows it
	 */
	public List<String> inside() {
		return List.of("ip", "netns", "exec", this.space);
	}

	/** Swallows all packets. */
	public void swallow() {
		drop("");
	}

	/**
	 * Swallows a share of the packets, in each direction.
	 * @param percent the share
	 */
	public void lose(int percent) {
		drop("-m statistic --mode random --probability 0." + (percent < 10 ? "0" : "") + percent + " ");
	}

	private void drop(String which) {
		for (String rule : new String[] { " INPUT -i " + this.inner, " OUTPUT -o " + this.inner }) {
			runInside("iptables -I" + rule + " " + which + "-j DROP");
			this.healing.push("iptables -D" + rule + " " + which + "-j DROP");
		}
	}

	/** Lets all packets through again. */
	public void heal() {
		while (!this.healing.isEmpty()) {
			runInside(this.healing.pop());
		}
	}

	/** Undoes everything. A failure is printed, and fails no test. */
	@Override
	public void close() {
		while (!this.undo.isEmpty()) {
			String command = this.undo.pop();
			Command result = Command.run(command.split(" "));
			if (!result.succeeded()) {
				System.err.println(command + ": " + result.output());
			}
		}
	}

	private void runInside(String command) {
		run(String.join(" ", inside()) + " " + command);
	}

	private static void run(String command) {
		Command result = Command.run(command.split(" "));
		if (!result.succeeded()) {
			throw new IllegalStateException(command + " failed: " + result.output());
		}
	}

}

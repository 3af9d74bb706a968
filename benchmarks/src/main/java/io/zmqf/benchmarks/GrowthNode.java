package io.zmqf.benchmarks;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.zmqf.benchmarks.peers.GrowingClients;
import io.zmqf.benchmarks.peers.GrowingWorker;
import io.zmqf.benchmarks.peers.Role;
import org.jspecify.annotations.Nullable;

/**
 * A process of the growth benchmark: {@code GrowthNode <part> <frontend> <backend>
 * <heartbeat>}, followed by a number for a worker.
 */
public final class GrowthNode {

	/** The parts. */
	enum Part {

		ROUTER, WORKER, KEEPER, CLIENTS

	}

	private GrowthNode() {
	}

	/**
	 * Starts the process.
	 * @param args the part, its ports, and the worker's number or capacity
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		Node.serve(args, (part, numbers) -> start(Part.valueOf(part), numbers));
	}

	private static Node.Commands start(Part part, List<Integer> numbers) {
		switch (part) {
			case ROUTER -> {
				// for 10,000 of one event
				System.setProperty("zmqf.router.queue-capacity", "20000");
				Role.ZMQF_ROUTER.start(numbers);
			}
			case WORKER -> GrowingWorker.start(tcp(numbers, 1), tcp(numbers, 2), numbers.get(3));
			case KEEPER -> GrowingWorker.startKeeping(tcp(numbers, 1), tcp(numbers, 2), numbers.get(3));
			case CLIENTS -> {
				GrowingClients clients = new GrowingClients(tcp(numbers, 0), tcp(numbers, 2));
				return (words) -> answer(words, clients);
			}
		}
		return GrowthNode::answer;
	}

	private static String tcp(List<Integer> ports, int index) {
		return "tcp://127.0.0.1:" + ports.get(index);
	}

	private static @Nullable String answer(String[] words, GrowingClients clients) throws Exception {
		switch (words[0]) {
			case "clients" -> clients.growTo(Integer.parseInt(words[1]));
			case "event" -> clients.ask(words[1], Integer.parseInt(words[2]));
			case "keep" -> clients.keep(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
			case "beat" -> clients.beat(Integer.parseInt(words[1]));
			case "await" -> {
				return "FAILED " + clients.awaitKept();
			}
			default -> {
				String answer = answer(words);
				return (answer != null) ? answer : Node.answer(words, clients);
			}
		}
		return "DONE";
	}

	private static @Nullable String answer(String[] words) throws IOException {
		switch (words[0]) {
			case "release" -> {
				GrowingWorker.release();
				return "DONE";
			}
			case "kept" -> {
				return "KEPT " + GrowingWorker.kept();
			}
			case "memory" -> {
				return memory();
			}
			default -> {
				return null;
			}
		}
	}

	/** Returns the memory of this process in bytes, after a garbage collection. */
	private static String memory() throws IOException {
		System.gc();
		System.gc();
		long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
		return "MEMORY " + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + " " + direct + " "
				+ resident() + " " + ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/** Returns the resident memory, or 0 on systems other than Linux. */
	private static long resident() throws IOException {
		Path status = Path.of("/proc/self/status");
		return Files.exists(status) ? Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
			.sum() : 0;
	}

}

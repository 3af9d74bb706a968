package io.zmqf.autoconfigure;

import java.util.Set;

import io.zmqf.transport.MemoryLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for the memory that messages may use.
 *
 * @param node Maximum size of all messages that are incomplete, wait for a handler or
 * wait to be written. Above it, the connection that holds most is closed. A request or
 * reply that alone exceeds it is not sent. A router may use the same amount in addition
 * for requests at its workers. By default a quarter of the heap.
 * @param peer Maximum size of the messages of one peer in each direction. Above it, the
 * peer is not read, or accepts no more messages. By default a quarter of that of the
 * node.
 * @since 0.1.0
 */
public record MemoryProperties(@Nullable DataSize node, @Nullable DataSize peer) {

	/** A message takes up to 1 kB besides its data and headers. */
	private static final DataSize LEAST_OF_NODE = DataSize.ofKilobytes(2);

	MemoryLimits limits() {
		MemoryLimits byDefault = (this.node != null)
				? MemoryLimits.ofNode(bytes("node", this.node, LEAST_OF_NODE.toBytes(), Long.MAX_VALUE))
				: MemoryLimits.ofHeap();
		return (this.peer != null) ? new MemoryLimits(byDefault.node(), bytes("peer", this.peer, 1, byDefault.node()))
				: byDefault;
	}

	private static long bytes(String property, DataSize size, long min, long max) {
		if (size.toBytes() < min || size.toBytes() > max) {
			throw new PropertyException("zmqf.memory." + property, size, "is out of range",
					(max < Long.MAX_VALUE)
							? "Set it to 1B or more, and to no more than zmqf.memory.node, which is " + max + "B."
							: "Set it to " + min + "B or more, such as 64MB.");
		}
		return size.toBytes();
	}

}

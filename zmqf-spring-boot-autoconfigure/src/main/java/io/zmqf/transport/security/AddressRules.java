package io.zmqf.transport.security;

import java.net.InetAddress;
import java.util.List;

/**
 * The IP addresses from which a socket accepts TCP connections. Access to a Unix domain
 * socket is controlled by the permissions of its file.
 *
 * @param allow the allowed addresses, or an empty list for all
 * @param deny the denied addresses, which take precedence
 * @since 0.1.0
 */
public record AddressRules(List<AddressBlock> allow, List<AddressBlock> deny) {

	/** Accepts connections from all addresses. */
	public static final AddressRules NONE = new AddressRules(List.of(), List.of());

	public AddressRules {
		allow = List.copyOf(allow);
		deny = List.copyOf(deny);
	}

	/**
	 * Whether to accept a connection.
	 * @param address the address of the peer
	 * @return {@code false} to close the connection without reading from it
	 */
	public boolean admits(InetAddress address) {
		return (this.allow.isEmpty() || contains(this.allow, address)) && !contains(this.deny, address);
	}

	private static boolean contains(List<AddressBlock> blocks, InetAddress address) {
		return blocks.stream().anyMatch((block) -> block.contains(address));
	}

}

package io.zmqf.transport.security;

import java.net.InetAddress;
import java.util.List;

/**
 * From where a socket takes connections by TCP. Who connects by a Unix domain socket is a
 * matter of its file's permissions.
 *
 * @param allow from where, empty for everywhere
 * @param deny from where not, although it is allowed
 * @since 0.1.0
 */
public record AddressRules(List<AddressBlock> allow, List<AddressBlock> deny) {

	/** From everywhere. */
	public static final AddressRules NONE = new AddressRules(List.of(), List.of());

	public AddressRules {
		allow = List.copyOf(allow);
		deny = List.copyOf(deny);
	}

	/**
	 * Whether a connection is taken.
	 * @param address the address of the peer
	 * @return {@code false} to close it unread
	 */
	public boolean admits(InetAddress address) {
		return (this.allow.isEmpty() || contains(this.allow, address)) && !contains(this.deny, address);
	}

	private static boolean contains(List<AddressBlock> blocks, InetAddress address) {
		return blocks.stream().anyMatch((block) -> block.contains(address));
	}

}

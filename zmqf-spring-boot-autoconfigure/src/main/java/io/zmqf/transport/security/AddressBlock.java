package io.zmqf.transport.security;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A block of IP addresses with a common prefix, such as {@code 10.0.0.0/8}, {@code
 * 192.0.2.1} or {@code 2001:db8::/32}.
 *
 * @since 0.1.0
 */
public final class AddressBlock {

	private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

	/** The size of an address in bytes, which distinguishes IPv4 from IPv6. */
	private final int length;

	private final int bits;

	private final BigInteger beginning;

	private AddressBlock(byte[] address, int bits) {
		this.length = address.length;
		this.bits = bits;
		this.beginning = beginning(address);
	}

	/**
	 * Parses a block.
	 * @param text an IP address, optionally followed by a slash and the prefix length in
	 * bits
	 * @return the block
	 * @throws IllegalArgumentException if the text is not a block; names are not resolved
	 */
	public static AddressBlock parse(String text) {
		int slash = text.indexOf('/');
		String literal = (slash < 0) ? text : text.substring(0, slash);
		try {
			if (LITERAL.matcher(literal).matches()) {
				byte[] address = InetAddress.getByName(literal).getAddress();
				int bits = (slash < 0) ? 8 * address.length : Integer.parseInt(text.substring(slash + 1));
				if (bits >= 0 && bits <= 8 * address.length) {
					return new AddressBlock(address, bits);
				}
			}
		}
		catch (UnknownHostException | NumberFormatException ex) {
			// rejected below
		}
		throw new IllegalArgumentException("'" + text
				+ "' is not a block of addresses: use an IP address, or one with a prefix length such as 10.0.0.0/8");
	}

	/**
	 * Whether the block contains an address.
	 * @param other the address
	 * @return {@code true} if it does; {@code false} for an address of the other IP
	 * version
	 */
	public boolean contains(InetAddress other) {
		byte[] address = other.getAddress();
		return address.length == this.length && beginning(address).equals(this.beginning);
	}

	private BigInteger beginning(byte[] address) {
		return new BigInteger(1, address).shiftRight(Byte.SIZE * address.length - this.bits);
	}

}

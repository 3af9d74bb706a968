package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.zmqf.zmtp.ZmtpException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The metadata that one side of a connection announces: its socket type, its routing id,
 * and application properties, whose names start with {@code X-}. Other properties of a
 * peer are ignored. Immutable.
 *
 * @since 0.1.0
 */
public final class Metadata {

	private static final String SOCKET_TYPE = "Socket-Type";

	private static final String IDENTITY = "Identity";

	private static final String APPLICATION_PREFIX = "x-";

	private static final int MAX_IDENTITY = 255;

	private static final int MAX_NAME = 255;

	private static final int MAX_PROPERTIES = 32;

	/** The maximum memory for the properties of a peer, in bytes. */
	private static final int MAX_KEPT = 1024;

	/** The memory of a property beyond its name and value, in bytes. */
	private static final int PROPERTY_BYTES = 64;

	private static final byte[] NO_IDENTITY = {};

	private final SocketType socketType;

	private final byte[] identity;

	private final Map<String, byte[]> properties;

	private Metadata(SocketType socketType, byte[] identity, Map<String, byte[]> properties) {
		this.socketType = socketType;
		this.identity = checked(identity);
		this.properties = properties;
	}

	/**
	 * Creates metadata.
	 * @param socketType the type of the socket
	 * @param identity the routing id of the socket, empty for none
	 * @param properties the application properties; each name starts with {@code X-}
	 * @return the metadata
	 * @throws ZmtpException if the routing id is too long or starts with a zero byte
	 */
	public static Metadata of(SocketType socketType, byte[] identity, Map<String, String> properties) {
		Map<String, byte[]> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		properties.forEach((name, value) -> {
			if (!isApplications(name) || name.length() > MAX_NAME
					|| values.put(name, value.getBytes(StandardCharsets.UTF_8)) != null) {
				throw new IllegalArgumentException("'" + name + "' must be a new name that starts with X-");
			}
		});
		return new Metadata(socketType, identity, values);
	}

	/**
	 * Parses metadata.
	 * @param data the array that holds the metadata
	 * @param from the index of the first byte; the metadata ends with the array
	 * @return the metadata
	 * @throws ZmtpException if the metadata is malformed or contains an illegal value
	 */
	public static Metadata parse(byte[] data, int from) {
		Map<String, byte[]> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		ByteBuffer buffer = ByteBuffer.wrap(data, from, data.length - from);
		while (buffer.hasRemaining()) {
			String name = new String(next(buffer, buffer.get() & 0xff), StandardCharsets.ISO_8859_1);
			byte[] value = next(buffer, (buffer.remaining() < Integer.BYTES) ? -1 : buffer.getInt());
			if (name.isEmpty() || all.put(name, value) != null || all.size() > MAX_PROPERTIES) {
				throw ZmtpException.malformed("it sent metadata with too many, unnamed or duplicate properties");
			}
		}
		byte[] type = all.getOrDefault(SOCKET_TYPE, NO_IDENTITY);
		String typeName = new String(type, StandardCharsets.ISO_8859_1);
		SocketType socketType = SocketType.find((candidate) -> candidate.name().equals(typeName));
		if (socketType == null) {
			throw new ZmtpException(Reason.SOCKET_TYPE,
					"it is a socket of type '" + ZmtpException.printable(type, 0, Math.min(type.length, 32)) + "'");
		}
		byte[] identity = all.getOrDefault(IDENTITY, NO_IDENTITY);
		return new Metadata(socketType, identity, kept(all));
	}

	/**
	 * Keeps the application properties up to a limit, because each of many connections
	 * holds its own.
	 */
	private static Map<String, byte[]> kept(Map<String, byte[]> all) {
		Map<String, byte[]> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		int left = MAX_KEPT;
		for (Map.Entry<String, byte[]> property : all.entrySet()) {
			int size = PROPERTY_BYTES + property.getKey().length() + property.getValue().length;
			if (isApplications(property.getKey()) && size <= left) {
				left -= size;
				kept.put(property.getKey(), property.getValue());
			}
		}
		return kept;
	}

	private static boolean isApplications(String name) {
		return name.toLowerCase(Locale.ROOT).startsWith(APPLICATION_PREFIX);
	}

	private static byte[] next(ByteBuffer buffer, int length) {
		if (length < 0 || length > buffer.remaining()) {
			throw ZmtpException.malformed("it sent malformed metadata");
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

	/**
	 * Rejects illegal routing ids. Ids that start with a zero byte are reserved for
	 * ROUTER sockets, which generate them.
	 */
	private static byte[] checked(byte[] identity) {
		if (identity.length > MAX_IDENTITY || identity.length > 0 && identity[0] == 0) {
			throw new ZmtpException(Reason.IDENTITY,
					"it announced a routing id that starts with a zero byte or has more than " + MAX_IDENTITY
							+ " bytes");
		}
		return identity;
	}

	/**
	 * Encodes the metadata in wire format.
	 * @return the encoded properties, the socket type first
	 */
	public byte[] encode() {
		Map<String, byte[]> all = new LinkedHashMap<>();
		all.put(SOCKET_TYPE, this.socketType.name().getBytes(StandardCharsets.US_ASCII));
		all.put(IDENTITY, this.identity);
		all.putAll(this.properties);
		int size = 0;
		for (Map.Entry<String, byte[]> property : all.entrySet()) {
			size += 1 + property.getKey().length() + Integer.BYTES + property.getValue().length;
		}
		ByteBuffer buffer = ByteBuffer.allocate(size);
		all.forEach((name, value) -> buffer.put((byte) name.length())
			.put(name.getBytes(StandardCharsets.ISO_8859_1))
			.putInt(value.length)
			.put(value));
		return buffer.array();
	}

	/**
	 * The type of the socket.
	 * @return the socket type
	 */
	public SocketType socketType() {
		return this.socketType;
	}

	/**
	 * The announced routing id, which does not start with a zero byte.
	 * @return the routing id, at most 255 bytes; empty if the ROUTER is to generate one
	 */
	public byte[] identity() {
		return this.identity;
	}

	/**
	 * An application property of the peer.
	 * @param name a name that starts with {@code X-}, case-insensitive
	 * @return the value, or {@code null} if it was not announced or exceeded the 1 KB for
	 * all properties of a peer
	 */
	public byte @Nullable [] property(String name) {
		return this.properties.get(name);
	}

}

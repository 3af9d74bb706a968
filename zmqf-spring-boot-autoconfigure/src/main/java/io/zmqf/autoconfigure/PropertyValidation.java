package io.zmqf.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.zmqf.message.BoundedTime;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/** What is checked of a single property. */
final class PropertyValidation {

	static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

	/**
	 * What the system allows, less the suffix of the file that is bound before its name.
	 */
	private static final int MAX_SOCKET_PATH = System.getProperty("os.name", "").startsWith("Mac") ? 98 : 102;

	private PropertyValidation() {
	}

	/**
	 * Reads an address that is bound.
	 * @param name the property
	 * @param address its value
	 * @return the endpoint
	 */
	static Endpoint toBind(String name, String address) {
		return read(name, address, "tcp://*:5555");
	}

	private static Endpoint read(String name, String address, String example) {
		try {
			Endpoint endpoint = Endpoint.parse(address.strip());
			if (endpoint instanceof Endpoint.Ipc ipc && size(ipc) > MAX_SOCKET_PATH) {
				throw new PropertyException(name, address,
						"can't be used: its path has " + size(ipc) + " bytes, and " + MAX_SOCKET_PATH + " are allowed",
						"Set it to a shorter path, such as ipc:///run/shop/router.");
			}
			return endpoint;
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(name, address, "is not an address: " + ex.getMessage(),
					"Set it to an address such as " + example + ".", ex);
		}
	}

	/**
	 * Reads addresses that are connected to.
	 * @param name the property
	 * @param addresses its value; what is blank is left out
	 * @return the endpoints
	 */
	static List<Endpoint> toConnect(String name, List<String> addresses) {
		return addresses.stream().filter(StringUtils::hasText).map((address) -> toConnect(name, address)).toList();
	}

	private static int size(Endpoint.Ipc ipc) {
		return ipc.path().toString().getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Reads an address that is connected to.
	 * @param name the property
	 * @param address its value
	 * @return the endpoint
	 */
	static Endpoint toConnect(String name, String address) {
		String example = "tcp://router-host:5555";
		Endpoint endpoint = read(name, address, example);
		if (endpoint instanceof Endpoint.Tcp tcp && tcp.port() == 0) {
			throw new PropertyException(name, address, "has no port to connect to",
					"Set it to an address with the peer's port, such as " + example + ".");
		}
		return endpoint.forConnecting();
	}

	/**
	 * Reads the permissions of files.
	 * @param name the property
	 * @param permissions its value
	 * @return the permissions
	 */
	static Set<PosixFilePermission> permissions(String name, String permissions) {
		try {
			return PosixFilePermissions.fromString(permissions.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(name, permissions, "are no permissions",
					"Set it to nine characters such as rw-rw----.", ex);
		}
	}

	/**
	 * Makes somebody who is let in.
	 * @param property the property that names the peer
	 * @param name its name
	 * @param roles the roles of the peer
	 * @param key its key, {@code null} for none
	 * @return the peer
	 */
	static Peer peer(String property, String name, Set<String> roles, @Nullable CurveKey key) {
		try {
			return new Peer(name, roles, key);
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(property, null, "can't be used: " + ex.getMessage(),
					"Choose another name or other roles.", ex);
		}
	}

	static void requireAtLeast(String name, long value, long least) {
		if (value < least) {
			throw tooSmall(name, value, least);
		}
	}

	static void requireAtLeast(String name, double value, double least) {
		if (!(value >= least)) { // which NaN is not
			throw tooSmall(name, value, least);
		}
	}

	static void requireAtLeast(String name, Duration value, Duration least) {
		if (value.compareTo(least) < 0) {
			throw tooSmall(name, text(value), text(least));
		}
	}

	private static String text(Duration value) {
		boolean countable = value.compareTo(BoundedTime.LONGEST) <= 0
				&& value.compareTo(BoundedTime.LONGEST.negated()) >= 0;
		return countable ? value.toMillis() + "ms" : value.toString();
	}

	static void requireAtMost(String name, long value, long most) {
		if (value > most) {
			throw new PropertyException(name, value, "is too large", "Set it to at most " + most + ".");
		}
	}

	private static PropertyException tooSmall(String name, Object value, Object least) {
		return new PropertyException(name, value, "is too small", "Set it to at least " + least + ".");
	}

}

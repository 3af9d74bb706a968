package io.zmqf.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The loggers of the roles. Their names are documented. */
final class RoleLog {

	static final Log CLIENT = LogFactory.getLog("io.zmqf.client");

	static final Log ROUTER = LogFactory.getLog("io.zmqf.router");

	static final Log WORKER = LogFactory.getLog("io.zmqf.worker");

	static final Log SERVER = LogFactory.getLog("io.zmqf.server");

	static final Log HEARTBEAT = LogFactory.getLog("io.zmqf.heartbeat");

	static final Log SECURITY = LogFactory.getLog("io.zmqf.security");

	static final Log ALL = LogFactory.getLog("io.zmqf");

	private static final Pattern CLIENT_SOCKET = Pattern.compile("zmqf-client(?:\\[(.*)])?(?:-\\d+)?");

	private RoleLog() {
	}

	/**
	 * Returns the logger of a socket or a role.
	 * @param name the name of the socket, such as {@code zmqf-router-backend}, or of the
	 * role
	 * @return the logger
	 */
	static Log of(String name) {
		String role = name.startsWith("zmqf-") ? name.substring("zmqf-".length()) : name;
		if (role.contains("heartbeat")) {
			return HEARTBEAT;
		}
		return role.startsWith("client") ? CLIENT : role.startsWith("router") ? ROUTER
				: role.startsWith("worker") ? WORKER : role.startsWith("server") ? SERVER : ALL;
	}

	/**
	 * Returns the property that contains the address to which a socket connects.
	 * @param socket the name of the socket
	 * @return the property in parentheses after a space, or an empty string
	 */
	static String property(String socket) {
		Matcher client = CLIENT_SOCKET.matcher(socket);
		if (client.matches()) {
			return " (" + ClientSettingsFactory.prefix(client.group(1)) + ".address)";
		}
		return socket.endsWith("-heartbeat") ? " (" + Roles.HEARTBEAT_ADDRESS + ")"
				: socket.startsWith("zmqf-worker") ? " (zmqf.worker.router)" : "";
	}

}

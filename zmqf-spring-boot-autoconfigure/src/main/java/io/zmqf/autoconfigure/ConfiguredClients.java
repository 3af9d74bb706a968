package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.zmqf.message.BoundedTime;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientDirectory;
import io.zmqf.transport.security.ClientDirectoryWatch;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.Peer;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The clients that may connect by their CURVE keys, from properties and from a directory.
 * Changes of the directory take effect while the application runs.
 */
final class ConfiguredClients implements AutoCloseable {

	private static final Log logger = RoleLog.SECURITY;

	private static final String PREFIX = "zmqf.security.server.";

	private final AuthorisedClients clients;

	private final List<Peer> named;

	private final @Nullable ClientDirectoryWatch watch;

	ConfiguredClients(ServerSecurityProperties server, CurveKeyLoader keys) {
		this.named = named(server, keys);
		Collection<Peer> all = new ArrayList<>(this.named);
		if (!StringUtils.hasText(server.clientDirectory())) {
			if (all.isEmpty() && !server.anyClient()) {
				throw new PropertyException(PREFIX + "client-directory", null,
						"is not set, and no client is authorised although zmqf.security.server.secret-key is set",
						"Set it to a directory with the certificates of clients, or name them by " + PREFIX
								+ "clients.<name>.public-key; " + PREFIX + "any-client=true authorises every client.");
			}
			this.clients = clients(server, all);
			this.watch = null;
			return;
		}
		PropertyValidation.requireAtLeast(PREFIX + "client-directory-interval", server.clientDirectoryInterval(),
				java.time.Duration.ofMillis(1));
		ClientDirectory directory = new ClientDirectory(Path.of(server.clientDirectory()), logger::warn);
		try {
			all.addAll(directory.read());
		}
		catch (IOException ex) {
			throw new PropertyException(PREFIX + "client-directory", server.clientDirectory(), "can't be read: " + ex,
					"Set it to a directory that this process may read.", ex);
		}
		this.clients = clients(server, all);
		this.watch = new ClientDirectoryWatch(directory, this::changed, logger::warn);
		this.watch.start(BoundedTime.of(server.clientDirectoryInterval()));
	}

	private static AuthorisedClients clients(ServerSecurityProperties server, Collection<Peer> all) {
		if (server.anyClient()) {
			return AuthorisedClients.anyClient(all);
		}
		return server.cutOff() ? AuthorisedClients.cuttingOff(all) : AuthorisedClients.of(all);
	}

	private static List<Peer> named(ServerSecurityProperties server, CurveKeyLoader keys) {
		List<Peer> named = new ArrayList<>();
		server.clients().forEach((name, client) -> {
			String prefix = PREFIX + "clients." + name;
			if (!StringUtils.hasText(client.publicKey())) {
				throw new PropertyException(prefix + ".public-key", null, "is not set",
						"Set it to the client's public key, or remove the client.");
			}
			CurveKey key = keys.publicKey(prefix + ".public-key", client.publicKey());
			named.add(PropertyValidation.peer(prefix, name, client.roles(), key));
		});
		return List.copyOf(named);
	}

	private void changed(Collection<Peer> inDirectory) {
		List<Peer> all = new ArrayList<>(this.named);
		all.addAll(inDirectory);
		this.clients.replace(all);
		int keys = this.clients.size();
		logger.info(
				"The client directory has changed: " + keys + ((keys == 1) ? " key is" : " keys are") + " authorised");
	}

	AuthorisedClients clients() {
		return this.clients;
	}

	@Override
	public void close() {
		if (this.watch != null) {
			this.watch.close();
		}
	}

}

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

/** The clients that properties and a directory name; the latter may change. */
final class ConfiguredClients implements AutoCloseable {

	private static final Log logger = RoleLog.SECURITY;

	private static final String PREFIX = "zmqf.security.server.";

	private final AuthorisedClients clients;

	private final List<Peer> named;

	private final @Nullable ClientDirectoryWatch watch;

	ConfiguredClients(ServerSecurityProperties server, CurveKeyLoader keys) {
		this.named = named(server, keys);
		Collection<Peer> all = new ArrayList<>(this.named);
		if (!StringUtils.hasText(server.getClientDirectory())) {
			if (all.isEmpty() && !server.isAnyClient()) {
				throw new PropertyException(PREFIX + "client-directory", null,
						"is not set, and nobody else is authorised: zmqf.security.server.secret-key lets nobody in",
						"Set it to a directory with the certificates of clients, or name them by " + PREFIX
								+ "clients.<name>.public-key; " + PREFIX + "any-client=true lets everybody in.");
			}
			this.clients = clients(server, all);
			this.watch = null;
			return;
		}
		PropertyValidation.requireAtLeast(PREFIX + "client-directory-interval", server.getClientDirectoryInterval(),
				java.time.Duration.ofMillis(1));
		ClientDirectory directory = new ClientDirectory(Path.of(server.getClientDirectory()), logger::warn);
		try {
			all.addAll(directory.read());
		}
		catch (IOException ex) {
			throw new PropertyException(PREFIX + "client-directory", server.getClientDirectory(),
					"can't be read: " + ex, "Set it to a directory that this process may read.", ex);
		}
		this.clients = clients(server, all);
		this.watch = new ClientDirectoryWatch(directory, this::changed, logger::warn);
		this.watch.start(BoundedTime.of(server.getClientDirectoryInterval()));
	}

	private static AuthorisedClients clients(ServerSecurityProperties server, Collection<Peer> all) {
		if (server.isAnyClient()) {
			return AuthorisedClients.anybody(all);
		}
		return server.isCutOff() ? AuthorisedClients.cuttingOff(all) : AuthorisedClients.of(all);
	}

	private static List<Peer> named(ServerSecurityProperties server, CurveKeyLoader keys) {
		List<Peer> named = new ArrayList<>();
		server.getClients().forEach((name, client) -> {
			String prefix = PREFIX + "clients." + name;
			if (!StringUtils.hasText(client.getPublicKey())) {
				throw new PropertyException(prefix + ".public-key", null, "is not set",
						"Set it to the client's public key, or remove the client.");
			}
			CurveKey key = keys.publicKey(prefix + ".public-key", client.getPublicKey());
			named.add(PropertyValidation.peer(prefix, name, client.getRoles(), key));
		});
		return List.copyOf(named);
	}

	private void changed(Collection<Peer> inDirectory) {
		List<Peer> all = new ArrayList<>(this.named);
		all.addAll(inDirectory);
		this.clients.replace(all);
		logger.info("The directory of clients has changed: " + this.clients.size() + " keys are authorised");
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

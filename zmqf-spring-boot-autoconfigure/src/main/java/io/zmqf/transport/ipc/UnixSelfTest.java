package io.zmqf.transport.ipc;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketAccess;
import io.zmqf.transport.trial.Trial;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * Tries {@link UnixSockets} on a context of its own and in a directory of its own: a
 * message goes through, and another one after the server has started again, which between
 * them take every way through the classes of JeroMQ that were adapted.
 */
final class UnixSelfTest {

	private static final int PATIENCE_MILLIS = 2000;

	private UnixSelfTest() {
	}

	static boolean passes() throws IOException {
		if (!SocketAccess.supported()
				|| !FileSystems.getDefault().supportedFileAttributeViews().containsAll(Set.of("posix", "unix"))) {
			return false;
		}
		UnixEngine.requireMember();
		Path directory = Files.createTempDirectory("zmqf");
		try {
			return works(directory.resolve("self-test"));
		}
		finally {
			Files.delete(directory);
		}
	}

	private static boolean works(Path path) {
		try (ZMQ.Context context = Trial.context(); ZMQ.Socket client = context.socket(SocketType.DEALER)) {
			client.setLinger(0);
			client.setReconnectIVL(1);
			client.setReceiveTimeOut(PATIENCE_MILLIS);
			SocketAccess.to(client).connect(new UnixDestination(path));
			for (int start = 0; start < 2; start++) {
				if (!serves(context, path, client)) {
					return false;
				}
			}
			return true;
		}
	}

	private static boolean serves(ZMQ.Context context, Path path, ZMQ.Socket client) {
		try (ZMQ.Socket server = context.socket(SocketType.DEALER)) {
			server.setLinger(0);
			server.setSendTimeOut(PATIENCE_MILLIS);
			OpenEndpoint endpoint = UnixEntrance.bind(SocketAccess.to(server), path,
					PosixFilePermissions.fromString("rw-------"), Reception.open());
			boolean received = server.send("") && client.recv() != null;
			endpoint.close();
			return received && goes(path);
		}
	}

	private static boolean goes(Path path) {
		long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
		while (Files.exists(path) && System.nanoTime() - giveUp < 0) {
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
		}
		return !Files.exists(path);
	}

}

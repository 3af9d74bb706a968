package io.zmqf.transport.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.zmqf.transport.ipc.UnixSockets;
import io.zmqf.transport.tcp.TcpSockets;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

import static org.awaitility.Awaitility.await;

/**
 * The ways from a socket to another: JeroMQ's own, which shows how it should be, and
 * those of this library. Each has one address, which is free at first.
 */
enum Road {

	JEROMQ {

		@Override
		Address address(Path directory) {
			InetSocketAddress address = free();
			String endpoint = "tcp://127.0.0.1:" + address.getPort();
			return new Address(address, endpoint, (socket) -> socket.bind(endpoint),
					(socket) -> socket.connect(endpoint));
		}

	},

	TCP {

		@Override
		Address address(Path directory) {
			InetSocketAddress address = free();
			String endpoint = "tcp://127.0.0.1:" + address.getPort();
			return new Address(address, endpoint,
					(socket) -> TcpSockets.bind(socket, "127.0.0.1:" + address.getPort(), Reception.open()),
					(socket) -> TcpSockets.connect(socket, address, null));
		}

	},

	TCP_BY_NAME {

		@Override
		Address address(Path directory) {
			InetSocketAddress address = free();
			InetSocketAddress name = InetSocketAddress.createUnresolved("localhost", address.getPort());
			return new Address(address, "tcp://localhost:" + address.getPort(),
					(socket) -> socket.bind("tcp://127.0.0.1:" + address.getPort()),
					(socket) -> TcpSockets.connect(socket, name, null));
		}

	},

	UNIX {

		@Override
		Address address(Path directory) {
			Path path = directory.resolve("socket");
			return new Address(UnixDomainSocketAddress.of(path), "ipc://" + path,
					(socket) -> UnixSockets.bind(socket, path, PosixFilePermissions.fromString("rw-------")),
					(socket) -> UnixSockets.connect(socket, path));
		}

	};

	abstract Address address(Path directory);

	private static InetSocketAddress free() {
		try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return new InetSocketAddress(SocketContext.LOCAL, probe.getLocalPort());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	interface Action {

		void on(ZMQ.Socket socket);

	}

	/** One place to meet at. */
	record Address(SocketAddress address, String endpoint, Action binding, Action connecting) {

		/** Binds, as soon as the former socket here is closed. */
		void bind(ZMQ.Socket socket) {
			await().pollInSameThread().ignoreException(ZMQException.class).until(() -> {
				this.binding.on(socket);
				return true;
			});
		}

		void connect(ZMQ.Socket socket) {
			this.connecting.on(socket);
		}

		/** A server that accepts and says nothing. */
		ServerSocketChannel silence() throws IOException {
			if (this.address instanceof UnixDomainSocketAddress unix) {
				Files.deleteIfExists(unix.getPath());
				return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(this.address);
			}
			return ServerSocketChannel.open().bind(this.address);
		}

	}

}

package io.zmqf.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.Endpoint;

/**
 * A proxy to an address that delays all data in both directions, as netem in the kernel
 * does for a link.
 */
final class DelayedRoad implements AutoCloseable {

	private static final int CHUNK = 16 * 1024;

	private final String host;

	private final Endpoint.Tcp destination;

	private final Duration delay;

	private final ServerSocket entrance;

	private final ExecutorService relays = Executors.newCachedThreadPool();

	/** Keeps the order of deliveries with the same delay. */
	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	DelayedRoad(String host, Endpoint destination, Duration delay) {
		this.host = host;
		this.destination = (Endpoint.Tcp) destination;
		this.delay = delay;
		try {
			this.entrance = new ServerSocket(0, 50, InetAddress.getByName(host));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.relays.execute(this::accept);
	}

	/** Where to connect to. */
	Endpoint entrance() {
		return new Endpoint.Tcp(this.host, this.entrance.getLocalPort());
	}

	private void accept() {
		try {
			while (true) {
				Socket near = this.entrance.accept();
				Socket far = new Socket(this.destination.host(), this.destination.port());
				near.setTcpNoDelay(true);
				far.setTcpNoDelay(true);
				this.relays.execute(() -> relay(near, far));
				this.relays.execute(() -> relay(far, near));
			}
		}
		catch (IOException | RejectedExecutionException ex) {
			// closed, or no peer is listening: the next attempt fails as well
		}
	}

	private void relay(Socket from, Socket to) {
		byte[] buffer = new byte[CHUNK];
		try {
			for (int read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
				byte[] chunk = Arrays.copyOf(buffer, read);
				later(() -> to.getOutputStream().write(chunk));
			}
		}
		catch (IOException | RejectedExecutionException ex) {
			// this direction ends, and so does the connection
		}
		finally {
			close(from);
			close(to);
		}
	}

	private void later(Delivery delivery) {
		this.clock.schedule(() -> {
			delivery.run();
			return null;
		}, this.delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static void close(AutoCloseable open) {
		try {
			open.close();
		}
		catch (Exception ex) {
			// is closed then
		}
	}

	@Override
	public void close() {
		close(this.entrance);
		this.relays.shutdownNow();
		this.clock.shutdownNow();
	}

	/** A delayed action. */
	@FunctionalInterface
	private interface Delivery {

		void run() throws IOException;

	}

}

package io.zmqf.router;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests from clients and gives each to one of its workers. Two sockets, two
 * loops: the frontend's reads requests and sends replies, the backend's owns all state.
 */
public final class Router {

	private final RouterSettings settings;

	private final Transport transport;

	private final RouterListener listener;

	private @Nullable Frontend frontend;

	private @Nullable Backend backend;

	private Endpoint frontendEndpoint;

	private Endpoint backendEndpoint;

	/**
	 * Creates a router that binds when it is started.
	 * @param settings how it works
	 * @param transport what makes its sockets
	 * @param listener who is told of what happens
	 */
	public Router(RouterSettings settings, Transport transport, RouterListener listener) {
		this.settings = settings;
		this.transport = transport;
		this.listener = listener;
		this.frontendEndpoint = settings.frontend();
		this.backendEndpoint = settings.backend();
	}

	/**
	 * Binds, for workers first.
	 * @throws TransportException if an address can't be used
	 */
	public synchronized void start() {
		Backend workers = new Backend(this.settings, this.transport, this.listener);
		Frontend clients = new Frontend(this.settings, workers, this.transport);
		workers.answerBy(clients);
		this.backendEndpoint = workers.loop().start();
		try {
			this.frontendEndpoint = clients.loop().start();
		}
		catch (TransportException ex) {
			workers.loop().close();
			throw ex;
		}
		this.backend = workers;
		this.frontend = clients;
	}

	/**
	 * Takes no more requests, waits for those that are here to be answered, answers the
	 * rest with an error, and closes.
	 * @param timeout how long to wait
	 */
	public synchronized void stop(Duration timeout) {
		if (this.backend != null && this.frontend != null) {
			this.backend.drain().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS).join();
			this.backend.loop().close();
			this.frontend.loop().close();
			this.backend = null;
			this.frontend = null;
		}
	}

	/**
	 * Closes without waiting; what is not answered is answered with an error.
	 */
	public void stop() {
		stop(Duration.ZERO);
	}

	/**
	 * Where clients connect.
	 * @return the endpoint, with the real port once it has started
	 */
	public synchronized Endpoint frontend() {
		return this.frontendEndpoint;
	}

	/**
	 * Where workers connect.
	 * @return the endpoint, with the real port once it has started
	 */
	public synchronized Endpoint backend() {
		return this.backendEndpoint;
	}

}

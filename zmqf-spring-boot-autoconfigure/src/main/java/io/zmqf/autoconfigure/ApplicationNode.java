package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportException;

/** A role that is started and stopped with the application. */
interface ApplicationNode {

	/**
	 * Its name in the log.
	 * @return the name
	 */
	String name();

	/**
	 * Where it is bound or connects.
	 * @return its endpoints, with the real ports once it has started
	 */
	List<Endpoint> endpoints();

	/**
	 * When it starts and stops.
	 * @return the phase of its lifecycle
	 */
	int phase();

	/**
	 * Starts, and says so in the log.
	 * @throws PropertyException if an address can't be used, in place of the
	 * {@link TransportException}
	 */
	void start();

	/**
	 * Stops.
	 * @param timeout how long to wait for what is in hand
	 */
	void stop(Duration timeout);

}

package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.worker.WorkerSettings;

import org.springframework.util.unit.DataSize;

/**
 * The worker that clients connect to, with no router between.
 *
 * @since 0.1.0
 */
public class ServerProperties extends HandlerProperties {

	/**
	 * Comma-separated list of addresses to bind, such as "tcp://*:5555".
	 */
	private List<String> address = new ArrayList<>();

	/**
	 * Number of requests that may wait for a thread before no more are taken.
	 */
	private int prefetch = WorkerSettings.Prefetch.DEFAULT;

	/**
	 * Number of requests that may wait for a place.
	 */
	private int queueCapacity = WorkerSettings.Queue.DEFAULT.capacity();

	/**
	 * Size of all requests together that may wait for a place. 64 MB by default, or an
	 * eighth of the heap where that is less. Replies that wait for clients that take
	 * nothing for now may have as much again.
	 */
	private DataSize queueMaxSize = DataSize.ofBytes(WorkerSettings.Queue.DEFAULT.maxSize());

	public int getQueueCapacity() {
		return this.queueCapacity;
	}

	public void setQueueCapacity(int queueCapacity) {
		this.queueCapacity = queueCapacity;
	}

	public DataSize getQueueMaxSize() {
		return this.queueMaxSize;
	}

	public void setQueueMaxSize(DataSize queueMaxSize) {
		this.queueMaxSize = queueMaxSize;
	}

	public List<String> getAddress() {
		return this.address;
	}

	public void setAddress(List<String> address) {
		this.address = address;
	}

	public int getPrefetch() {
		return this.prefetch;
	}

	public void setPrefetch(int prefetch) {
		this.prefetch = prefetch;
	}

}

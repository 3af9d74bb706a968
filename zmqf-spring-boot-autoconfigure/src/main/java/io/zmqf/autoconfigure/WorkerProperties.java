package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The worker that connects to routers.
 *
 * @since 0.1.0
 */
public class WorkerProperties extends HandlerProperties {

	/**
	 * Comma-separated list of the backends of routers to connect to, such as
	 * "tcp://router-host:5556".
	 */
	private List<String> router = new ArrayList<>();

	/**
	 * Number of requests that may wait for a thread before no more are taken. By default
	 * 64, or as many as were lately answered within 10 ms where those are more.
	 */
	private @Nullable Integer prefetch;

	/**
	 * Time within which the worker, or another one in its place, is back after it has
	 * stopped. Routers let requests wait for it so long.
	 */
	private Duration expectReturn = Duration.ZERO;

	public Duration getExpectReturn() {
		return this.expectReturn;
	}

	public void setExpectReturn(Duration expectReturn) {
		this.expectReturn = expectReturn;
	}

	public List<String> getRouter() {
		return this.router;
	}

	public void setRouter(List<String> router) {
		this.router = router;
	}

	public @Nullable Integer getPrefetch() {
		return this.prefetch;
	}

	public void setPrefetch(@Nullable Integer prefetch) {
		this.prefetch = prefetch;
	}

}

package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.zmqf.client.RequestObserver;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of asynchronous requests with the thread-locals of their callers, as
 * registered with Micrometer's context propagation.
 *
 * @since 0.1.0
 */
public final class CallerContext implements RequestObserver {

	private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		ContextSnapshot caller = this.snapshots.captureAll();
		return new Observed() {

			@Override
			public void end(@Nullable Throwable failure) {
			}

			@Override
			public void callBack(Runnable callbacks) {
				caller.wrap(callbacks).run();
			}

		};
	}

}

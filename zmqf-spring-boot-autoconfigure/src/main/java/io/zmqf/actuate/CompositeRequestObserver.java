package io.zmqf.actuate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Several observers of requests: the first one to begin is the last one to end. One that
 * throws harms neither the others nor the request.
 */
final class CompositeRequestObserver implements RequestObserver {

	private final List<RequestObserver> observers;

	private final FirstFailure failure = new FirstFailure(LogFactory.getLog(CompositeRequestObserver.class));

	CompositeRequestObserver(List<RequestObserver> observers) {
		this.observers = observers;
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		List<Observed> observed = new ArrayList<>(this.observers.size());
		for (RequestObserver observer : this.observers) {
			try {
				observed.add(observer.begin(client, event, headers));
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
		Collections.reverse(observed);
		return new CompositeObserved(observed);
	}

	private void failed(Throwable ex) {
		this.failure.log("An observer of requests", ex);
	}

	private final class CompositeObserved implements Observed {

		private final List<Observed> observed;

		CompositeObserved(List<Observed> observed) {
			this.observed = observed;
		}

		@Override
		public void end(@Nullable Throwable failure) {
			tell((each) -> each.end(failure));
		}

		@Override
		public void items(long count) {
			tell((each) -> each.items(count));
		}

		private void tell(Consumer<Observed> notice) {
			for (Observed each : this.observed) {
				try {
					notice.accept(each);
				}
				catch (Throwable ex) {
					failed(ex);
				}
			}
		}

		@Override
		public void callBack(Runnable callbacks) {
			Runnable within = callbacks;
			for (Observed each : this.observed) {
				Runnable inner = within;
				within = () -> callBack(each, inner);
			}
			within.run();
		}

		/** The caller waits for its callbacks, with the observer's context or without. */
		private void callBack(Observed each, Runnable callbacks) {
			boolean[] begun = new boolean[1];
			try {
				each.callBack(() -> {
					begun[0] = true;
					callbacks.run();
				});
			}
			catch (Throwable ex) {
				failed(ex);
			}
			if (!begun[0]) {
				callbacks.run();
			}
		}

	}

}

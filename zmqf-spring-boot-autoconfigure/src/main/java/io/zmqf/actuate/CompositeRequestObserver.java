package io.zmqf.actuate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;
import org.jspecify.annotations.Nullable;

/** Several observers of requests: the first one to begin is the last one to end. */
final class CompositeRequestObserver implements RequestObserver {

	private final List<RequestObserver> observers;

	CompositeRequestObserver(List<RequestObserver> observers) {
		this.observers = observers;
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		List<Observed> observed = new ArrayList<>(this.observers.size());
		for (RequestObserver observer : this.observers) {
			observed.add(observer.begin(client, event, headers));
		}
		Collections.reverse(observed);
		return new Observed() {

			@Override
			public void end(@Nullable Throwable failure) {
				observed.forEach((each) -> each.end(failure));
			}

			@Override
			public void items(long count) {
				observed.forEach((each) -> each.items(count));
			}

			@Override
			public void callBack(Runnable callbacks) {
				Runnable within = callbacks;
				for (Observed each : observed) {
					Runnable inner = within;
					within = () -> each.callBack(inner);
				}
				within.run();
			}

		};
	}

}

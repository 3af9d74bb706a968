package io.zmqf.actuate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;

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
		return (failure) -> observed.forEach((each) -> each.end(failure));
	}

}

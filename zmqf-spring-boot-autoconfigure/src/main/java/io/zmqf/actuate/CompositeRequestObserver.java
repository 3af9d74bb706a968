package io.zmqf.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.zmqf.client.RequestObserver;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Combines several observers of requests. The first one to begin is the last one to end.
 * An exception of one affects neither the others nor the request.
 *
 * @since 0.1.0
 */
public final class CompositeRequestObserver implements RequestObserver {

	private final List<RequestObserver> observers;

	private final FirstFailure failure = new FirstFailure(LogFactory.getLog(CompositeRequestObserver.class));

	private CompositeRequestObserver(List<RequestObserver> observers) {
		this.observers = observers;
	}

	/**
	 * Combines observers.
	 * @param observers the observers; the first one to begin is the last one to end
	 * @return an observer that calls all of them
	 */
	public static RequestObserver of(Collection<? extends RequestObserver> observers) {
		return observers.isEmpty() ? NONE : new CompositeRequestObserver(List.copyOf(observers));
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		GuardedObserved last = null;
		for (RequestObserver observer : this.observers) {
			try {
				last = new GuardedObserved(observer.begin(client, event, headers), last);
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
		return (last != null) ? last : NONE.begin(client, event, headers);
	}

	private void failed(Throwable ex) {
		this.failure.log("An observer of requests", ex);
	}

	/** The observation of one observer, nested in that of the previous one. */
	private final class GuardedObserved implements Observed, Runnable {

		private final Observed observed;

		private final @Nullable GuardedObserved outer;

		/** The callbacks, or {@code null} after they have run. */
		private @Nullable Runnable callbacks;

		GuardedObserved(Observed observed, @Nullable GuardedObserved outer) {
			this.observed = observed;
			this.outer = outer;
		}

		@Override
		public void end(@Nullable Throwable failure) {
			forEach((begun) -> begun.end(failure));
		}

		@Override
		public void items(long count) {
			forEach((begun) -> begun.items(count));
		}

		private void forEach(Consumer<Observed> notice) {
			for (GuardedObserved each = this; each != null; each = each.outer) {
				try {
					notice.accept(each.observed);
				}
				catch (Throwable ex) {
					failed(ex);
				}
			}
		}

		@Override
		public void callBack(Runnable callbacks) {
			if (this.outer != null) {
				this.outer.callBack(() -> runObserved(callbacks));
			}
			else {
				runObserved(callbacks);
			}
		}

		/**
		 * Runs the callbacks even if the observer fails, because the caller waits for
		 * them.
		 */
		private void runObserved(Runnable made) {
			this.callbacks = made;
			try {
				this.observed.callBack(this);
			}
			catch (Throwable ex) {
				failed(ex);
			}
			run();
		}

		/** Runs the callbacks once. */
		@Override
		public void run() {
			Runnable due = this.callbacks;
			this.callbacks = null;
			if (due != null) {
				due.run();
			}
		}

	}

}

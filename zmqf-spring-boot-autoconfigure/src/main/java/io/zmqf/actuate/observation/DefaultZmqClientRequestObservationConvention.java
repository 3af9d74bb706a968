package io.zmqf.actuate.observation;

import java.util.concurrent.CancellationException;

import io.micrometer.common.KeyValues;
import io.zmqf.concurrent.ConcurrentCache;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Default convention for the observations of a client's requests, named {@code
 * zmqf.client.requests}.
 *
 * @since 0.1.0
 */
public class DefaultZmqClientRequestObservationConvention implements ZmqClientRequestObservationConvention {

	private final ConcurrentCache<String, String> contextualNames = new ConcurrentCache<>(
			(event) -> "request " + event);

	private final ConcurrentCache<Tagged, KeyValues> keyValues = new ConcurrentCache<>(Tagged::keyValues);

	@Override
	public String getName() {
		return "zmqf.client.requests";
	}

	@Override
	public String getContextualName(ZmqClientRequestObservationContext context) {
		return this.contextualNames.get(context.getEvent());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ZmqClientRequestObservationContext context) {
		return this.keyValues.get(new Tagged(context.getEvent(), context.getClientName(), status(context.getError())));
	}

	static String status(@Nullable Throwable failure) {
		if (failure == null) {
			return RequestStatus.OK;
		}
		if (failure instanceof ZmqRemoteException remote) {
			return RequestStatus.of(remote.getStatus());
		}
		if (failure instanceof ZmqTimeoutException) {
			return "timeout";
		}
		if (failure instanceof ZmqConnectionException) {
			return "connection";
		}
		if (failure instanceof ZmqClosedException) {
			return "closed";
		}
		if (failure instanceof ZmqMalformedReplyException) {
			return "malformed-reply";
		}
		return (failure instanceof CancellationException) ? "cancelled" : "failed";
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ZmqClientRequestObservationContext context) {
		Long items = context.getItemCount();
		return (items != null) ? KeyValues.of(ZmqObservation.Key.ITEMS.withValue(items.toString())) : KeyValues.empty();
	}

	/** The cache key of equal key values. */
	private record Tagged(String event, String client, String status) {

		KeyValues keyValues() {
			return KeyValues.of(ZmqObservation.Key.EVENT.withValue(this.event),
					ZmqObservation.Key.CLIENT.withValue(this.client), ZmqObservation.Key.STATUS.withValue(this.status));
		}

	}

}

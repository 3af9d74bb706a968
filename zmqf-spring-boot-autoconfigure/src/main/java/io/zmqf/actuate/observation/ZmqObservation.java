package io.zmqf.actuate.observation;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of this library.
 *
 * @since 0.1.0
 */
public enum ZmqObservation implements ObservationDocumentation {

	/** A request of a client, from its making to its outcome. */
	CLIENT_REQUEST(DefaultZmqClientRequestObservationConvention.class, Key.EVENT, Key.CLIENT, Key.STATUS),

	/** A request in the hands of a handler, until its answer. */
	HANDLER_REQUEST(DefaultZmqHandlerRequestObservationConvention.class, Key.EVENT, Key.STATUS);

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	private final Key[] keys;

	ZmqObservation(Class<? extends ObservationConvention<? extends Observation.Context>> convention, Key... keys) {
		this.convention = convention;
		this.keys = keys;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.keys.clone();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return new KeyName[] { Key.ITEMS };
	}

	/** What is said of requests. */
	public enum Key implements KeyName {

		/** The event of the request. */
		EVENT,

		/** The number of items of a stream; without one it is left out. */
		ITEMS,

		/** The name of the client. */
		CLIENT,

		/** How the request ended: {@code ok}, the status of a problem, or a word. */
		STATUS;

		private final String key = name().toLowerCase(Locale.ROOT);

		@Override
		public String asString() {
			return this.key;
		}

	}

}

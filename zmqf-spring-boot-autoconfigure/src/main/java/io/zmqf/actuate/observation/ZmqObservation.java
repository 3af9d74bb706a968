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

	/** A client's request, from its start to its outcome. */
	CLIENT_REQUEST(DefaultZmqClientRequestObservationConvention.class, Key.EVENT, Key.CLIENT, Key.STATUS),

	/** A request in a handler, from its arrival to its answer. */
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

	/** The key names of the observations. */
	public enum Key implements KeyName {

		/** The event of the request. */
		EVENT,

		/** The number of items of a stream. Absent for other replies. */
		ITEMS,

		/** The name of the client. */
		CLIENT,

		/**
		 * The outcome of the request: {@code ok}, the status of a problem, or a keyword.
		 */
		STATUS;

		private final String key = name().toLowerCase(Locale.ROOT);

		@Override
		public String asString() {
			return this.key;
		}

	}

}

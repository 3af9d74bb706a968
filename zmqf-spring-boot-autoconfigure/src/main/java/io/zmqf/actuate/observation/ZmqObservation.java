package io.zmqf.actuate.observation;

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
	CLIENT_REQUEST {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultZmqClientRequestObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Key.EVENT, Key.CLIENT, Key.STATUS };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.ITEMS };
		}

	},

	/** A request in the hands of a handler, until its answer. */
	HANDLER_REQUEST {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultZmqHandlerRequestObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { Key.EVENT, Key.STATUS };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return new KeyName[] { Key.ITEMS };
		}

	};

	/** What is said of requests. */
	public enum Key implements KeyName {

		/** The event of the request. */
		EVENT {

			@Override
			public String asString() {
				return "event";
			}

		},

		/** The number of items of a stream; without one it is left out. */
		ITEMS {

			@Override
			public String asString() {
				return "items";
			}

		},
		/** The name of the client. */
		CLIENT {

			@Override
			public String asString() {
				return "client";
			}

		},

		/** How the request ended: {@code ok}, the status of a problem, or a word. */
		STATUS {

			@Override
			public String asString() {
				return "status";
			}

		}

	}

}

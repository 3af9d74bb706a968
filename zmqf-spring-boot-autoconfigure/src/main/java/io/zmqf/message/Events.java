package io.zmqf.message;

/**
 * The events that are reserved for the protocol.
 *
 * @since 0.1.0
 */
public final class Events {

	/** Sent by a node to show that it is alive. */
	public static final String HEARTBEAT = "heartbeat";

	/**
	 * The event of a reply that is a {@link Problem}.
	 */
	public static final String ERROR = "error";

	/** The prefix of reserved events. */
	public static final String RESERVED_PREFIX = "zmqf.";

	/** Sent by a worker to register with its router. */
	public static final String READY = "zmqf.ready";

	/** Sent by a router to acknowledge a worker's registration. */
	public static final String WELCOME = "zmqf.welcome";

	/** Sent by a router to request a worker's registration. */
	public static final String READY_QUESTION = "zmqf.ready?";

	/** Sent by a worker that accepts no further requests. */
	public static final String BYE = "zmqf.bye";

	/** Sent towards the handler to cancel a request. */
	public static final String CANCEL = "zmqf.cancel";

	/** Sent towards the handler to request further stream items. */
	public static final String CREDIT = "zmqf.credit";

	/** Sent towards the caller with an item of a stream. */
	public static final String ITEM = "zmqf.item";

	/** The query for the description of a node. */
	public static final String INFO = "zmqf.info";

	/** The query for the statistics of a node. */
	public static final String STATS = "zmqf.stats";

	/** The query for the contract of the event that is the data. */
	public static final String CONTRACT = "zmqf.contract";

	private Events() {
	}

	/**
	 * Whether an event is reserved for the protocol.
	 * @param event the event
	 * @return {@code true} if applications must not use the event
	 */
	public static boolean isReserved(String event) {
		return event.startsWith(RESERVED_PREFIX) || event.equals(HEARTBEAT) || event.equals(ERROR);
	}

	/**
	 * Describes why a request with a reserved event is rejected.
	 * @param event the reserved event
	 * @return the reason, as the end of a sentence
	 */
	public static String reserved(String event) {
		return "the event '" + event + "' is reserved";
	}

	/**
	 * Whether an event is a query that every node answers itself.
	 * @param event the event
	 * @return {@code true} for {@value #INFO}, {@value #STATS} and {@value #CONTRACT}
	 */
	public static boolean isQuery(String event) {
		return event.equals(INFO) || event.equals(STATS) || event.equals(CONTRACT);
	}

	/**
	 * Rejects an event that clients cannot request.
	 * @param event the event
	 * @return the event
	 * @throws IllegalArgumentException if the event is reserved and not a
	 * {@linkplain #isQuery(String) query}, or is empty, too long or an unresolved
	 * placeholder
	 */
	public static String requireRequestable(String event) {
		return isQuery(event) ? event : requireUsable(event);
	}

	/**
	 * Rejects an event that applications cannot use.
	 * @param event the event
	 * @return the event
	 * @throws IllegalArgumentException if the event is reserved, empty, too long or an
	 * unresolved placeholder
	 */
	public static String requireUsable(String event) {
		if (event.contains("${")) {
			throw new IllegalArgumentException("Event '" + event + "' has an unresolved placeholder: set its property");
		}
		if (isReserved(event)) {
			throw new IllegalArgumentException("Event '" + event + "' is reserved: applications can't use '" + HEARTBEAT
					+ "', '" + ERROR + "' or names that start with '" + RESERVED_PREFIX + "'");
		}
		MessageCodec.eventBytes(event);
		return event;
	}

}

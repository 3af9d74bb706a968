package io.zmqf.message;

/**
 * The events that the protocol keeps for itself.
 *
 * @since 0.1.0
 */
public final class Events {

	/** A node says that it is alive. */
	public static final String HEARTBEAT = "heartbeat";

	/**
	 * The answer to a request that could not be answered; its data is a {@link Problem}.
	 */
	public static final String ERROR = "error";

	/** Every event that starts so belongs to the protocol. */
	public static final String RESERVED_PREFIX = "zmqf.";

	/** A worker announces itself to its router. */
	public static final String READY = "zmqf.ready";

	/** A router acknowledges a worker's announcement. */
	public static final String WELCOME = "zmqf.welcome";

	/** A router asks a worker to announce itself. */
	public static final String READY_QUESTION = "zmqf.ready?";

	/** A worker takes no more requests. */
	public static final String BYE = "zmqf.bye";

	/** Nobody waits for a request any more. */
	public static final String CANCEL = "zmqf.cancel";

	/** More items of a reply may be sent. */
	public static final String CREDIT = "zmqf.credit";

	/** An item of a reply that has many. */
	public static final String ITEM = "zmqf.item";

	/** An operator asks what a node is. */
	public static final String INFO = "zmqf.info";

	/** An operator asks how a node does. */
	public static final String STATS = "zmqf.stats";

	/** An operator asks for the schemas of an event, which is the data. */
	public static final String CONTRACT = "zmqf.contract";

	private Events() {
	}

	/**
	 * Whether an application may not use an event.
	 * @param event the name of a request
	 * @return {@code true} where the protocol keeps the name for itself
	 */
	public static boolean isReserved(String event) {
		return event.startsWith(RESERVED_PREFIX) || event.equals(HEARTBEAT) || event.equals(ERROR);
	}

	/**
	 * Why a request with a reserved event is refused.
	 * @param event the reserved event
	 * @return the end of a sentence
	 */
	public static String reserved(String event) {
		return "the event '" + event + "' is reserved";
	}

	/**
	 * Whether an event is a question that every node answers by itself.
	 * @param event the name of a request
	 * @return {@code true} for {@value #INFO}, {@value #STATS} and {@value #CONTRACT}
	 */
	public static boolean isQuestion(String event) {
		return event.equals(INFO) || event.equals(STATS) || event.equals(CONTRACT);
	}

	/**
	 * Refuses an event that can't be requested.
	 * @param event the name of a request
	 * @return the same name
	 * @throws IllegalArgumentException if it is reserved and no
	 * {@linkplain #isQuestion(String) question}, empty, too long or an unresolved
	 * placeholder
	 */
	public static String requireRequestable(String event) {
		return isQuestion(event) ? event : requireUsable(event);
	}

	/**
	 * Refuses an event that an application can't use.
	 * @param event the name of a request
	 * @return the same name
	 * @throws IllegalArgumentException if it is reserved, empty, too long or an
	 * unresolved placeholder
	 */
	public static String requireUsable(String event) {
		if (event.contains("${")) {
			throw new IllegalArgumentException(
					"Event '" + event + "' has a placeholder that is not resolved: is its property set?");
		}
		if (isReserved(event)) {
			throw new IllegalArgumentException("Event '" + event + "' is reserved: an application may use neither '"
					+ HEARTBEAT + "' nor '" + ERROR + "' nor a name that starts with '" + RESERVED_PREFIX + "'");
		}
		MessageCodec.eventBytes(event);
		return event;
	}

}

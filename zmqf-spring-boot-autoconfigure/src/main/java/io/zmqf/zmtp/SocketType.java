package io.zmqf.zmtp;

import java.util.Arrays;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The socket types for request and reply (RFC 28), with their numbers in ZMTP 2.0.
 *
 * @since 0.1.0
 */
public enum SocketType {

	/** Sends a request and waits for its reply. */
	REQ(3),
	/** Receives a request and sends its reply. */
	REP(4),
	/** Sends and receives in any order. */
	DEALER(5),
	/** Sends to the peer with a given routing id. */
	ROUTER(6);

	private final int number;

	SocketType(int number) {
		this.number = number;
	}

	int number() {
		return this.number;
	}

	static @Nullable SocketType find(Predicate<SocketType> predicate) {
		return Arrays.stream(values()).filter(predicate).findFirst().orElse(null);
	}

	/**
	 * Whether sockets of two types may be connected.
	 * @param peer the type of the other socket
	 * @return {@code false} for REQ with REQ or DEALER, and for REP with REP or ROUTER
	 */
	public boolean fits(SocketType peer) {
		return switch (this) {
			case REQ -> peer == REP || peer == ROUTER;
			case REP -> peer == REQ || peer == DEALER;
			case DEALER -> peer != REQ;
			case ROUTER -> peer != REP;
		};
	}

}

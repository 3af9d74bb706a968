package io.zmqf.info;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.message.Events;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description that a node discloses to operators, and the permission to read it.
 *
 * @param application the name of the application, or {@code null} for none
 * @param version the version of the application, or {@code null} if unknown
 * @param roles all roles of the application, or an empty list for the node's own role
 * @param operatorRole the role that remote callers need, or {@code null} if no role
 * suffices
 * @param anyOperator {@code true} if every connected peer may read the description
 * @param contracts returns the contract of an event as JSON, or {@code null} for events
 * that the application does not handle; never called on an event loop
 * @since 0.1.0
 */
public record Disclosure(@Nullable String application, @Nullable String version, List<String> roles,
		@Nullable String operatorRole, boolean anyOperator, Function<String, byte @Nullable []> contracts) {

	/** Discloses nothing to remote callers, and names no application. */
	public static final Disclosure INSIDE = new Disclosure(null, null, List.of(), null, false);

	/** The message for callers without permission. */
	public static final String REFUSAL = "Only operators may send queries, which zmqf.security.server.operator-role or "
			+ "any-operator allows";

	private static final byte[] NONE = "null".getBytes(StandardCharsets.US_ASCII);

	public Disclosure {
		roles = List.copyOf(roles);
	}

	/**
	 * Creates a disclosure without contracts.
	 * @param application the name of the application, or {@code null} for none
	 * @param version the version of the application, or {@code null} if unknown
	 * @param roles all roles of the application, or an empty list for the node's own role
	 * @param operatorRole the role that remote callers need, or {@code null} if no role
	 * suffices
	 * @param anyOperator {@code true} if every connected peer may read the description
	 */
	public Disclosure(@Nullable String application, @Nullable String version, List<String> roles,
			@Nullable String operatorRole, boolean anyOperator) {
		this(application, version, roles, operatorRole, anyOperator, (event) -> null);
	}

	/**
	 * Answers a permitted query. The answer is created on another thread, because that
	 * takes long if there are many events.
	 * @param envelope the address frames of the query
	 * @param query the event of the query
	 * @param data the data of the query
	 * @param maxSize the maximum size of the answer in bytes; a larger answer is replaced
	 * by a problem
	 * @param info supplies the description of the node
	 * @param stats supplies the statistics of the node
	 * @return the frames of the answer
	 */
	public CompletableFuture<byte[][]> answer(byte[][] envelope, String query, byte[] data, long maxSize,
			Supplier<NodeInfo> info, Supplier<CompletableFuture<NodeStats>> stats) {
		CompletableFuture<byte[]> answer = switch (query) {
			case Events.INFO -> CompletableFuture.supplyAsync(() -> info.get().toJson());
			case Events.CONTRACT -> CompletableFuture.supplyAsync(() -> contract(data));
			default -> stats.get().thenApplyAsync(NodeStats::toJson);
		};
		Message request = new Message(envelope, query, Message.NO_DATA, Map.of());
		return answer.handle((json, failure) -> {
			if (json != null && json.length > maxSize) {
				return MessageCodec.encode(request.error(ProblemType.TOO_LARGE.of(query,
						"The reply has " + json.length + " bytes: " + maxSize + " are allowed")));
			}
			return MessageCodec.encode((json != null) ? request.reply(json, Map.of())
					: request.error(ProblemType.HANDLER_FAILED.of(query, null)));
		});
	}

	/**
	 * Answers {@code zmqf.contract}. The call may take long and must not run on an event
	 * loop.
	 * @param data the data of the query: the name of an event as JSON
	 * @return the contract as JSON, or the JSON literal {@code null} for unknown events
	 */
	public byte[] contract(byte[] data) {
		String event;
		try {
			event = JsonMapper.shared().readValue(data, String.class);
		}
		catch (JacksonException ex) {
			return NONE;
		}
		byte[] contract = (event != null) ? this.contracts.apply(event) : null;
		return (contract != null) ? contract : NONE;
	}

	/**
	 * Whether a peer may read the description.
	 * @param peer the authenticated peer, or {@code null} if it is not authenticated
	 * @param inside {@code true} if the node's address can be reached only from inside
	 * the process
	 * @return {@code true} if the query is to be answered
	 */
	public boolean isFor(@Nullable Peer peer, boolean inside) {
		return inside || this.anyOperator
				|| this.operatorRole != null && peer != null && peer.roles().contains(this.operatorRole);
	}

}

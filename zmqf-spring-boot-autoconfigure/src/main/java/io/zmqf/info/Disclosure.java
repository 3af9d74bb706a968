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
 * What a node says of its application, and to whom.
 *
 * @param application the name of the application, {@code null} for none
 * @param version the version of the application, {@code null} where it is not known
 * @param roles all roles of the application, none for that of the node alone
 * @param operatorRole the role that others need to ask, {@code null} where nobody else
 * may
 * @param toEverybody {@code true} if everybody who can connect may ask
 * @param contracts the contract of an event as JSON, {@code null} for events that the
 * application does not handle; may be called on any thread but a loop
 * @since 0.1.0
 */
public record Disclosure(@Nullable String application, @Nullable String version, List<String> roles,
		@Nullable String operatorRole, boolean toEverybody, Function<String, byte @Nullable []> contracts) {

	/** To those inside the process alone, and without an application. */
	public static final Disclosure INSIDE = new Disclosure(null, null, List.of(), null, false);

	/** What others are told who ask. */
	public static final String REFUSAL = "Only operators may ask: zmqf.security.server.operator-role says who they are";

	private static final byte[] NONE = "null".getBytes(StandardCharsets.US_ASCII);

	public Disclosure {
		roles = List.copyOf(roles);
	}

	/**
	 * Without contracts.
	 * @param application the name of the application, {@code null} for none
	 * @param version the version of the application, {@code null} where it is not known
	 * @param roles all roles of the application, none for that of the node alone
	 * @param operatorRole the role that others need to ask, {@code null} where nobody
	 * else may
	 * @param toEverybody {@code true} if everybody who can connect may ask
	 */
	public Disclosure(@Nullable String application, @Nullable String version, List<String> roles,
			@Nullable String operatorRole, boolean toEverybody) {
		this(application, version, roles, operatorRole, toEverybody, (event) -> null);
	}

	/**
	 * Answers a question of those who may ask, on no loop: it takes a moment where there
	 * are many events.
	 * @param envelope the address frames of the question
	 * @param question the event of the question
	 * @param data its data
	 * @param maxSize the bytes of the largest answer; a larger one is a problem instead
	 * @param info the description of the node
	 * @param stats the statistics of the node
	 * @return the frames of the answer
	 */
	public CompletableFuture<byte[][]> answer(byte[][] envelope, String question, byte[] data, long maxSize,
			Supplier<NodeInfo> info, Supplier<CompletableFuture<NodeStats>> stats) {
		CompletableFuture<byte[]> answer = switch (question) {
			case Events.INFO -> CompletableFuture.supplyAsync(() -> info.get().toJson());
			case Events.CONTRACT -> CompletableFuture.supplyAsync(() -> contract(data));
			default -> stats.get().thenApplyAsync(NodeStats::toJson);
		};
		Message asked = new Message(envelope, question, Message.NO_DATA, Map.of());
		return answer.handle((json, failure) -> {
			if (json != null && json.length > maxSize) {
				return MessageCodec.encode(asked.error(ProblemType.TOO_LARGE.of(question,
						"The reply has " + json.length + " bytes: " + maxSize + " are allowed")));
			}
			return MessageCodec.encode((json != null) ? asked.reply(json, Map.of())
					: asked.error(ProblemType.HANDLER_FAILED.of(question, null)));
		});
	}

	/**
	 * Answers {@code zmqf.contract}. May take some time, so it is not for a loop.
	 * @param data the data of the question: the name of an event as JSON
	 * @return the contract as JSON, {@code null} of JSON for other events
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
	 * Whether somebody may ask who is connected to an address of the node.
	 * @param peer the peer that asks, {@code null} if it is not known
	 * @param inside {@code true} if the address can be reached from inside the process
	 * alone
	 * @return {@code true} to give an answer
	 */
	public boolean isFor(@Nullable Peer peer, boolean inside) {
		return inside || this.toEverybody
				|| this.operatorRole != null && peer != null && peer.roles().contains(this.operatorRole);
	}

}

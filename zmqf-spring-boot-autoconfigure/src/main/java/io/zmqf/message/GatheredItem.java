package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answers to a request to all: an item for each node that has answered, and an end
 * that says who was asked and who is missing.
 *
 * @since 0.1.0
 */
public final class GatheredItem {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Pattern IDENTITY = Pattern.compile("[0-9a-f]{32}_[0-9a-f]{16}");

	private static final int NODE_ID_LENGTH = 32;

	/** Most requests say nothing but how long their senders wait. */
	private static final int LEAST_HEADERS = "{'zmqf-timeout':'0','zmqf-to':'all'}".length();

	/** What is in headers that say nothing of that, unless it is escaped. */
	private static final byte[] TO = "-to".getBytes(StandardCharsets.US_ASCII);

	private GatheredItem() {
	}

	/**
	 * The id of a node.
	 * @param identity the identity of its socket
	 * @return the part before its session, the identity itself where it has none
	 */
	public static String node(String identity) {
		return IDENTITY.matcher(identity).matches() ? identity.substring(0, NODE_ID_LENGTH) : identity;
	}

	/**
	 * Makes an item of a reply.
	 * @param reply all frames of the reply
	 * @param delimiter the index of its empty frame
	 * @param node the id of the node that has answered
	 * @param envelope the envelope of the request
	 * @return the frames of the item, {@code null} where the node has run out of time,
	 * which is as if it had not answered
	 */
	public static byte @Nullable [][] of(byte[][] reply, int delimiter, String node, byte[][] envelope) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(Headers.NODE, node);
		byte[] data = reply[delimiter + 2];
		if (MessageCodec.isError(reply, delimiter)) {
			Problem problem = Problem.brief(data);
			if (problem.type().equals(ProblemType.DEADLINE_EXCEEDED.uri())) {
				return null;
			}
			headers.put(Headers.STATUS, Integer.toString(problem.status()));
		}
		byte[][] item = Word.ITEM.frames(data, envelope);
		byte[][] frames = Arrays.copyOf(item, item.length + 1);
		frames[item.length] = Headers.encode(headers);
		return frames;
	}

	/**
	 * Whether a request is for all workers of its event.
	 * @param frames all frames of the request
	 * @param delimiter the index of its empty frame
	 * @return {@code true} where its headers say so; without reading those that can't
	 */
	public static boolean isToAll(byte[][] frames, int delimiter) {
		if (Headers.size(frames, delimiter) < LEAST_HEADERS && !mayName(frames, delimiter)) {
			return false;
		}
		try {
			return ForwardedHeaders.of(frames, delimiter).isToAll();
		}
		catch (MalformedMessageException ex) { // answered as such once it is handled
			return false;
		}
	}

	private static boolean mayName(byte[][] frames, int delimiter) {
		byte[] headers = (frames.length > delimiter + 3) ? frames[delimiter + 3] : Message.NO_DATA;
		for (int i = 0; i < headers.length; i++) {
			if (headers[i] == '\\' || headers[i] == TO[0]
					&& Arrays.equals(headers, i, Math.min(i + TO.length, headers.length), TO, 0, TO.length)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Makes the end.
	 * @param request the frames of the request
	 * @param delimiter the index of its empty frame
	 * @param asked the ids of the nodes that were asked
	 * @param missing the ids of those that were lost, or have not answered in time
	 * @return the frames of the end
	 */
	public static byte[][] end(byte[][] request, int delimiter, List<String> asked, List<String> missing) {
		ObjectNode data = JSON.createObjectNode();
		asked.forEach(data.putArray("asked")::add);
		missing.forEach(data.putArray("missing")::add);
		byte[][] frames = Arrays.copyOf(request, delimiter + 3);
		frames[delimiter + 2] = JSON.writeValueAsBytes(data);
		return frames;
	}

}

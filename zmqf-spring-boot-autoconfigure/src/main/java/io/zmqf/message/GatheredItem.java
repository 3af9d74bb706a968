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
 * The replies to a request to all workers: an item for each node that replied, and an end
 * with the ids of the queried and of the missing nodes.
 *
 * @since 0.1.0
 */
public final class GatheredItem {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Pattern IDENTITY = Pattern.compile("[0-9a-f]{32}_[0-9a-f]{16}");

	private static final int NODE_ID_LENGTH = 32;

	/**
	 * The minimum size of headers that may contain {@link Headers#TO}. Most requests
	 * contain only their timeout.
	 */
	private static final int LEAST_HEADERS = "{'zmqf-timeout':'0','zmqf-to':'all'}".length();

	/**
	 * Part of the header's name. Headers without this text and without escapes cannot
	 * contain it.
	 */
	private static final byte[] TO = "-to".getBytes(StandardCharsets.US_ASCII);

	private GatheredItem() {
	}

	/**
	 * Returns the id of a node.
	 * @param identity the routing id of its socket
	 * @return the part before the session id, or the routing id if it contains none
	 */
	public static String node(String identity) {
		return IDENTITY.matcher(identity).matches() ? identity.substring(0, NODE_ID_LENGTH) : identity;
	}

	/**
	 * Creates the item for a reply.
	 * @param reply all frames of the reply
	 * @param delimiter the index of the empty frame
	 * @param node the id of the node that replied
	 * @param envelope the envelope of the request
	 * @return the frames of the item, or {@code null} if the node's deadline was
	 * exceeded, which counts as no reply
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
		byte[][] item = ControlMessage.ITEM.frames(data, envelope);
		byte[][] frames = Arrays.copyOf(item, item.length + 1);
		frames[item.length] = Headers.encode(headers);
		return frames;
	}

	/**
	 * Whether a request is for all workers of its event. Headers that cannot contain the
	 * mark are not parsed.
	 * @param frames all frames of the request
	 * @param delimiter the index of the empty frame
	 * @return {@code true} if the header is present
	 */
	public static boolean isToAll(byte[][] frames, int delimiter) {
		if (Headers.size(frames, delimiter) < LEAST_HEADERS && !mayName(frames, delimiter)) {
			return false;
		}
		try {
			return ForwardedHeaders.of(frames, delimiter).isToAll();
		}
		catch (MalformedMessageException ex) { // rejected when the request is handled
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
	 * Creates the end.
	 * @param request the frames of the request
	 * @param delimiter the index of the empty frame
	 * @param addressees the ids of the queried nodes
	 * @param missing the ids of the nodes that were lost or did not reply in time
	 * @return the frames of the end
	 */
	public static byte[][] end(byte[][] request, int delimiter, List<String> addressees, List<String> missing) {
		ObjectNode data = JSON.createObjectNode();
		addressees.forEach(data.putArray("asked")::add);
		missing.forEach(data.putArray("missing")::add);
		byte[][] frames = Arrays.copyOf(request, delimiter + 3);
		frames[delimiter + 2] = JSON.writeValueAsBytes(data);
		return frames;
	}

}

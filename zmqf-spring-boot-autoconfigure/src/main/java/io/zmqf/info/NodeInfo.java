package io.zmqf.info;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node is: the answer to {@code zmqf.info}. In JSON its names have underscores.
 *
 * @param id the id of the node: 32 hexadecimal digits
 * @param session the session of the node: 16 hexadecimal digits, new at each start
 * @param type {@code worker}, {@code server} or {@code router}
 * @param application the name of the application, {@code null} where it has none
 * @param host the name of the machine
 * @param pid the number of the process
 * @param versions versions by what has them: {@code zmqf}, {@code java} and, where it is
 * known, {@code application}
 * @param roles all roles of the application
 * @param started the time when the node was created
 * @param endpoints the endpoints that it has bound or connects to
 * @param events the events that it handles, by name; none for a router
 * @since 0.1.0
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NodeInfo(String id, String session, String type, @Nullable String application, String host, long pid,
		Map<String, String> versions, List<String> roles, Instant started, List<String> endpoints,
		List<EventInfo> events) {

	/**
	 * Describes a node of this process. May look up the name of the machine.
	 * @param identity the identity of the node
	 * @param type the type of the node
	 * @param disclosure the description of its application
	 * @param started the time when the node was created
	 * @param endpoints the endpoints that it has bound or connects to
	 * @param events the events that it handles
	 * @return what it is
	 */
	public static NodeInfo of(NodeIdentity identity, NodeType type, Disclosure disclosure, Instant started,
			List<Endpoint> endpoints, List<EventInfo> events) {
		return new NodeInfo(identity.nodeId(), identity.sessionId(), type.wireName(), disclosure.application(),
				ThisProcess.host(), ProcessHandle.current().pid(), ThisProcess.versions(disclosure.version()),
				disclosure.roles().isEmpty() ? List.of(type.wireName()) : disclosure.roles(), started,
				endpoints.stream().map(Endpoint::toString).toList(), events);
	}

	/**
	 * Reads an answer.
	 * @param json the data of a reply to {@code zmqf.info}
	 * @return what it says
	 * @throws tools.jackson.core.JacksonException if it is anything else
	 */
	public static NodeInfo fromJson(byte[] json) {
		return JsonMapper.shared().readValue(json, NodeInfo.class);
	}

	/**
	 * Writes the answer.
	 * @return JSON in UTF-8
	 */
	public byte[] toJson() {
		return JsonMapper.shared().writeValueAsBytes(this);
	}

	/**
	 * An event that a node handles.
	 *
	 * @param event its name
	 * @param parameter the type of the request's data as Java writes it, {@code null}
	 * where the handler takes none or does not say
	 * @param result the type of the reply's data, {@code null} where the handler does not
	 * say
	 * @param roles the roles of which a sender needs one, none for everybody
	 * @param blocking {@code true} if each request has a thread of its own
	 * @param stream {@code true} if the reply can have many items
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record EventInfo(String event, @Nullable String parameter, @Nullable String result, List<String> roles,
			boolean blocking, boolean stream) {
	}

}

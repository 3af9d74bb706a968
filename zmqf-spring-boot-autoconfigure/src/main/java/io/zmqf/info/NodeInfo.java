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
 * The description of a node: the reply to {@code zmqf.info}. Names in JSON are in snake
 * case.
 *
 * @param id the id of the node: 32 hexadecimal digits
 * @param session the session of the node: 16 hexadecimal digits, new at each start
 * @param type {@code worker}, {@code server} or {@code router}
 * @param application the name of the application, or {@code null} for none
 * @param host the name of the machine
 * @param pid the process id
 * @param versions the versions of {@code zmqf}, {@code java} and, if known, {@code
 * application}
 * @param roles all roles of the application
 * @param started the time when the node was created
 * @param endpoints the endpoints that the node is bound or connected to
 * @param events the events that the node handles, sorted by name; empty for a router
 * @since 0.1.0
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NodeInfo(String id, String session, String type, @Nullable String application, String host, long pid,
		Map<String, String> versions, List<String> roles, Instant started, List<String> endpoints,
		List<EventInfo> events) {

	/**
	 * Describes a node of this process. The host name may be looked up, which blocks.
	 * @param identity the identity of the node
	 * @param type the type of the node
	 * @param disclosure the description of its application
	 * @param started the time when the node was created
	 * @param endpoints the endpoints that the node is bound or connected to
	 * @param events the events that the node handles
	 * @return the description
	 */
	public static NodeInfo of(NodeIdentity identity, NodeType type, Disclosure disclosure, Instant started,
			List<Endpoint> endpoints, List<EventInfo> events) {
		return new NodeInfo(identity.nodeId(), identity.sessionId(), type.wireName(), disclosure.application(),
				ThisProcess.host(), ProcessHandle.current().pid(), ThisProcess.versions(disclosure.version()),
				disclosure.roles().isEmpty() ? List.of(type.wireName()) : disclosure.roles(), started,
				endpoints.stream().map(Endpoint::toString).toList(), events);
	}

	/**
	 * Parses a reply.
	 * @param json the data of a reply to {@code zmqf.info}
	 * @return the description
	 * @throws tools.jackson.core.JacksonException if the data is anything else
	 */
	public static NodeInfo fromJson(byte[] json) {
		return JsonMapper.shared().readValue(json, NodeInfo.class);
	}

	/**
	 * Writes the description as JSON.
	 * @return the JSON in UTF-8
	 */
	public byte[] toJson() {
		return JsonMapper.shared().writeValueAsBytes(this);
	}

	/**
	 * An event that a node handles.
	 *
	 * @param event the name of the event
	 * @param parameter the Java type of the request's data, or {@code null} if the
	 * handler has no parameter or its type is unknown
	 * @param result the Java type of the reply's data, or {@code null} if unknown
	 * @param roles the roles of which a sender needs at least one; empty if it needs none
	 * @param blocking {@code true} if each request occupies a thread
	 * @param stream {@code true} if the reply may be a stream of items
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record EventInfo(String event, @Nullable String parameter, @Nullable String result, List<String> roles,
			boolean blocking, boolean stream) {
	}

}

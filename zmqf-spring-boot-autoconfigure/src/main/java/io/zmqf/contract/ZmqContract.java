package io.zmqf.contract;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.zmqf.annotation.HandlerDeclaration;
import io.zmqf.worker.HandlerRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract of an application: the events that it handles, with the schemas of their
 * data. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ZmqContract {

	private final String title;

	private final String version;

	private final HandlerRegistry registry;

	private final Supplier<? extends Collection<HandlerDeclaration>> handlers;

	private final JsonMapper mapper;

	/**
	 * Creates the contract.
	 * @param title the name of the application
	 * @param version the version of the application
	 * @param registry the registry of all handlers
	 * @param handlers the supplier of the handlers that are declared by methods
	 * @param mapper the mapper that reads requests and writes replies
	 */
	public ZmqContract(String title, String version, HandlerRegistry registry,
			Supplier<? extends Collection<HandlerDeclaration>> handlers, JsonMapper mapper) {
		this.title = title;
		this.version = version;
		this.registry = registry;
		this.handlers = handlers;
		this.mapper = mapper;
	}

	/**
	 * Describes all current events.
	 * @return an AsyncAPI 3 document, sorted by event; it contains no schemas if their
	 * {@linkplain #missingLibraries() libraries} are absent
	 */
	public JsonNode asyncApi() {
		return document(new TreeSet<>(this.registry.events()));
	}

	/**
	 * Describes one event.
	 * @param event the name of the event
	 * @return an AsyncAPI 3 document with this event only, or {@code null} if the
	 * application does not handle it
	 */
	public @Nullable JsonNode asyncApi(String event) {
		return this.registry.events().contains(event) ? document(Set.of(event)) : null;
	}

	private JsonNode document(Set<String> events) {
		AsyncApiDocument document = new AsyncApiDocument(this.mapper, this.title, this.version);
		Collection<HandlerDeclaration> declared = this.handlers.get();
		for (String event : events) {
			List<HandlerDeclaration> own = declared.stream()
				.filter((handler) -> handler.event().equals(event))
				.toList();
			if (own.isEmpty()) {
				document.add(event);
			}
			own.forEach(document::add);
		}
		return document.complete();
	}

	/**
	 * Returns the missing libraries for schemas.
	 * @return the names of the libraries, or an empty string if they are on the class
	 * path
	 */
	public static String missingLibraries() {
		return Schemas.PRESENT ? "" : Schemas.LIBRARIES;
	}

	/**
	 * Compares two documents.
	 * @param before the document that callers use
	 * @param after the document of the application
	 * @return the breaking and the compatible changes, sorted by event
	 */
	public static List<ContractChange> changes(JsonNode before, JsonNode after) {
		return new DocumentComparison(before, after).changes();
	}

}

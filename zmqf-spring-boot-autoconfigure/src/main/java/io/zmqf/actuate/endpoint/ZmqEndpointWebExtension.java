package io.zmqf.actuate.endpoint;

import java.util.Map;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.event.Journal;
import io.zmqf.client.ZmqClient;
import io.zmqf.contract.ZmqContract;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Adds a page for browsers to the endpoint, with the data that the page polls and with
 * test requests. Other clients get the endpoint's own response.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ZmqEndpoint.class)
@ImportRuntimeHints(PageRuntimeHints.class)
public final class ZmqEndpointWebExtension {

	private static final String PAGE = "page";

	private static final String ASYNC_API = "asyncapi";

	private static final MimeType HTML = MimeType.valueOf("text/html;charset=UTF-8");

	private final ZmqEndpoint endpoint;

	private final PageView view;

	private final TriedEvent tried;

	private final Supplier<@Nullable String> refusal;

	private final Supplier<byte[]> html;

	private final ZmqContract contract;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint for clients other than browsers
	 * @param nodes the nodes to show
	 * @param former the nodes that left recently
	 * @param journal the recent events
	 * @param application the name of the application
	 * @param meters the measurements of the clients, or {@code null} for none
	 * @param client supplies the client for test requests; throws
	 * {@link IllegalArgumentException} with the reason if there is none
	 * @param tracer runs test requests within a trace
	 * @param refusal supplies the reason why test requests are not available, or
	 * {@code null} if they are
	 * @param contract the contract of the application
	 */
	public ZmqEndpointWebExtension(ZmqEndpoint endpoint, LocalNodes nodes, FormerNodes former, Journal journal,
			@Nullable String application, @Nullable ClientMeters meters, Supplier<ZmqClient> client, CallTracer tracer,
			Supplier<@Nullable String> refusal, ZmqContract contract) {
		this.endpoint = endpoint;
		this.view = new PageView(nodes, former, journal, application, meters);
		this.tried = new TriedEvent(client, tracer);
		this.refusal = refusal;
		this.html = SingletonSupplier.of(Page::html);
		this.contract = contract;
	}

	/**
	 * Returns the nodes: the page for browsers, JSON for others.
	 * @param format the accepted format, or {@code null} if none is supported
	 * @param view {@code page} for the data that the page polls
	 * @param after the number of the last journal entry that the page has
	 * @return the page or JSON
	 */
	@ReadOperation(producesFrom = ZmqFormat.class)
	public WebEndpointResponse<?> nodes(@Nullable ZmqFormat format, @Nullable String view, @Nullable Long after) {
		if (format == ZmqFormat.HTML) {
			return new WebEndpointResponse<>(this.html.get(), HTML);
		}
		if (PAGE.equals(view)) {
			PageData.Call call = new PageData.Call(this.refusal.get(), this.view.address());
			return json(this.view.collect(call, (after != null) ? after : 0).toJson(), WebEndpointResponse.STATUS_OK);
		}
		return new WebEndpointResponse<>(this.endpoint.nodes());
	}

	/**
	 * Returns a document about the application.
	 * @param document the name of the document, {@code asyncapi}
	 * @param event the event to describe, or {@code null} for all events of the
	 * application; other nodes are queried if the application does not handle the event
	 * @return the AsyncAPI document, an empty object for an unknown event, or
	 * {@code null} for an unknown document
	 */
	@ReadOperation
	public @Nullable JsonNode document(@Selector String document, @Nullable String event) {
		if (!ASYNC_API.equals(document)) {
			return null;
		}
		if (event == null) {
			return this.contract.asyncApi();
		}
		JsonNode own = this.contract.asyncApi(event);
		JsonNode found = (own != null) ? own : this.view.contract(event);
		return (found != null) ? found : JsonMapper.shared().createObjectNode();
	}

	/**
	 * Sends a test request on behalf of the application, and waits for its outcome.
	 * @param event the event
	 * @param data the data as JSON, or {@code null} for none
	 * @param timeout the maximum time to wait in milliseconds
	 * @return the outcome, or the reason why the request was not sent
	 */
	@WriteOperation
	public WebEndpointResponse<byte[]> call(String event, @Nullable String data, @Nullable Long timeout) {
		String off = this.refusal.get();
		if (off != null) {
			return refused(off, 403);
		}
		try {
			return json(JsonMapper.shared().writeValueAsBytes(this.tried.send(event, data, timeout)),
					WebEndpointResponse.STATUS_OK);
		}
		catch (IllegalArgumentException ex) {
			return refused(String.valueOf(ex.getMessage()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	private static WebEndpointResponse<byte[]> refused(String reason, int status) {
		return json(JsonMapper.shared().writeValueAsBytes(Map.of("refusal", reason)), status);
	}

	private static WebEndpointResponse<byte[]> json(byte[] json, int status) {
		return new WebEndpointResponse<>(json, status, MimeTypeUtils.APPLICATION_JSON);
	}

}

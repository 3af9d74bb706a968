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
 * What the endpoint is for browsers: a page, what the page asks for each second, and a
 * request to try. Tools get the endpoint's own answer.
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
	 * @param endpoint the endpoint that answers tools
	 * @param nodes the nodes to show
	 * @param former the nodes that went
	 * @param journal the recent events
	 * @param application the name of the application
	 * @param meters the measurements of the clients, {@code null} for none
	 * @param client a supplier of the client that tries; it throws
	 * {@link IllegalArgumentException}, with the reason, where there is none
	 * @param tracer the tracer, which makes tried requests a part of a trace
	 * @param refusal a supplier of the reason why nothing can be tried, or of
	 * {@code null}
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
	 * Shows all nodes: the page to browsers, JSON to others.
	 * @param format the format that the caller accepts, {@code null} for none of the
	 * formats
	 * @param view {@code page} for what the page asks
	 * @param after the number of the last entry of the journal that the page has
	 * @return the page, or JSON
	 */
	@ReadOperation(producesFrom = ZmqFormat.class)
	public WebEndpointResponse<?> nodes(@Nullable ZmqFormat format, @Nullable String view, @Nullable Long after) {
		if (format == ZmqFormat.HTML) {
			return new WebEndpointResponse<>(this.html.get(), HTML);
		}
		if (PAGE.equals(view)) {
			PageData.Call call = new PageData.Call(this.refusal.get(), this.view.address());
			return json(this.view.look(call, (after != null) ? after : 0).toJson(), WebEndpointResponse.STATUS_OK);
		}
		return new WebEndpointResponse<>(this.endpoint.nodes());
	}

	/**
	 * Shows a document about the application.
	 * @param document the name of the document, {@code asyncapi}
	 * @param event an event, {@code null} for all that the application answers; other
	 * nodes are asked for one that it does not answer
	 * @return the AsyncAPI document, without any event where nobody says how it is;
	 * {@code null} for any other name
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
	 * Tries an event: sends a request as this application, and waits for its outcome.
	 * @param event the event
	 * @param data the data as JSON, {@code null} for none
	 * @param timeout the maximum time to wait, in milliseconds
	 * @return the outcome, or why there is none
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

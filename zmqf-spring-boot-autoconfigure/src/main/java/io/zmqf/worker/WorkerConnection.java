package io.zmqf.worker;

import java.time.Duration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.zmqf.info.Disclosure;
import io.zmqf.message.Capabilities;
import io.zmqf.message.Events;
import io.zmqf.message.GatheredItem;
import io.zmqf.message.Headers;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.NodeType;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.Word;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LimitedExecutor;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a worker or a server: takes requests until its capacity is reached, and
 * sends their answers.
 */
final class WorkerConnection implements SocketHandler {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final UnaryOperator<Map<String, String>> UNKNOWN_SENDER = (headers) -> ZmqPrincipal.vouch(headers,
			null);

	private static final Map<String, String> STOPPING = Map.of(Headers.STOPPING, "true");

	private final String name;

	private final WorkerSettings settings;

	private final HandlerRegistry handlers;

	private final LimitedExecutor executor;

	private final Transport transport;

	private final WorkerListener listener;

	private final AbandonedRequests abandoned;

	private final RequestTracing tracing;

	private final WorkerReport report;

	private final boolean inside;

	private final SocketLoop loop;

	private final InboundRequests inHand = new InboundRequests();

	/** Answers that wait for the connection; they still count as in hand. */
	private final Deque<InboundRequest> unsent = new ArrayDeque<>();

	private final Capacity capacity;

	private final RouterDialogue router;

	private final RequestExpiry expiry;

	private final StoppingHandlers stopping;

	/** The requests of a server that wait for one of its places. */
	private final RequestQueue queue;

	/** The requests that are handled, or wait for a thread. */
	private int placed;

	/** Whether those that wait are begun at this moment. */
	private boolean beginning;

	private final Drain drain;

	/** Handlers that are stuck have nothing else looked at. */
	private final Timed look = new Timed() {

		@Override
		protected void onTime() {
			WorkerConnection.this.looking = false;
			loaded();
		}

	};

	private boolean looking;

	/** The requests in hand whose deadline has passed, which have no place any more. */
	private int stopped;

	/** A socket that binds is not told when one of its peers takes messages again. */
	private final Retry retry = new Retry();

	/** What the router of the present connection understands. */
	private Capabilities peer = Capabilities.NONE;

	private volatile int load;

	WorkerConnection(String name, WorkerSettings settings, Endpoint endpoint, ResolvedHost.@Nullable Share share,
			HandlerRegistry handlers, LimitedExecutor executor, Transport transport, WorkerListener listener,
			AbandonedRequests abandoned, RequestTracing tracing, WorkerReport report) {
		this.name = name;
		this.settings = settings;
		this.handlers = handlers;
		this.executor = executor;
		this.transport = transport;
		this.listener = listener;
		this.abandoned = abandoned;
		this.tracing = tracing;
		this.report = report;
		this.inside = endpoint instanceof Endpoint.Inproc;
		this.queue = new RequestQueue(settings.queue());
		SocketSettings socket = isServer() ? SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint).withPeerLoss()
				: SocketSettings.serving(endpoint, settings.identity().socketIdentity());
		this.loop = transport.create(name,
				socket.withLimits(settings.limits())
					.withSecurity(settings.security())
					.withShare(share)
					.withProperties(Capabilities.OWN.properties()),
				this);
		this.capacity = new Capacity(settings.concurrency(), settings.prefetch(), this.loop.now());
		this.router = new RouterDialogue(this.loop, settings, handlers, this.capacity::requests, this::loaded);
		this.expiry = new RequestExpiry(this.loop, this.inHand, this::timeIsUp, this::expired);
		this.stopping = new StoppingHandlers(this.loop, this::abandoned);
		this.drain = new Drain(this.loop, () -> this.inHand.isEmpty() && !this.router.isAwaitingGoodbye());
	}

	private boolean isServer() {
		return this.settings.type() == NodeType.SERVER;
	}

	Endpoint open() {
		return this.loop.start();
	}

	void execute(LoopTask task) {
		if (this.load <= 1) {
			this.loop.executeHere(task);
		}
		else {
			this.loop.execute(task);
		}
	}

	/** Has the loop do something once it gets to it. */
	void executeLater(LoopTask task) {
		this.loop.execute(task);
	}

	/**
	 * Calls what a handler has returned, where the handler itself would be called; on the
	 * loop.
	 * @return whether there was a thread for it
	 */
	boolean executeFor(InboundRequest request, Runnable work) {
		HandlerRegistry.Registration registration = request.registration();
		if (registration != null && !registration.blocking()) {
			work.run();
			return true;
		}
		try {
			this.executor.execute(request.toResume(work));
			return true;
		}
		catch (Throwable ex) { // no more threads
			return false;
		}
	}

	boolean isHere() {
		return this.loop.isHere();
	}

	long now() {
		return this.loop.now();
	}

	void refused(ProblemType problem) {
		this.listener.requestRefused(problem);
	}

	void begun(InboundRequest request) {
		this.listener.requestBegun(request.waitNanos());
		if (this.tracing.tracesGiven()) {
			this.tracing.given(request.trace(this.name, 0, null));
		}
	}

	void failed(byte[][] frames, @Nullable Throwable failure) {
		this.listener.handlerFailed(RequestReference.of(frames), failure);
	}

	void replyTooLarge(String event, String excess) {
		this.listener.replyTooLarge(event, excess);
	}

	/**
	 * Whether requests wait for a thread: here, or where they came from if no more are
	 * taken; from any thread.
	 */
	boolean isPressed() {
		return this.executor.hasWaiting() || this.load >= capacity();
	}

	/** Has something done that is the application's, for a handler that is cancelled. */
	void runBeside(InboundRequest request, Runnable actions) {
		this.executor.executeUncounted(() -> {
			try {
				actions.run();
			}
			catch (Throwable ex) {
				failed(request.frames(), ex);
			}
		});
	}

	void abandonedEnded() {
		this.abandoned.remove();
	}

	long longestNanos() {
		return this.settings.maxTimeout().toNanos();
	}

	/** What takes the items of a reply whose caller takes no stream. */
	ItemSubscriber collected(Message request, Function<@Nullable Object, byte[]> writer) {
		return new CollectedItems(request, writer, this.settings.maxCollected(), this.settings.limits().messageSize());
	}

	/**
	 * The size of an answer that is over a limit, and the limit; {@code null} for none.
	 */
	@Nullable String excess(byte[][] answer, int delimiter) {
		SocketLimits limits = this.settings.limits();
		String excess = excess(answer[delimiter + 2].length);
		if (excess != null) {
			return excess;
		}
		int headers = Headers.size(answer, delimiter);
		return (headers > limits.headersSize())
				? "headers of " + headers + " bytes: " + limits.headersSize() + " are allowed" : null;
	}

	/** The size of data that is over the limit, and the limit; {@code null} for none. */
	@Nullable String excess(int data) {
		long limit = this.settings.limits().messageSize();
		return (data > limit) ? data + " bytes: " + limit + " are allowed" : null;
	}

	void handlersChanged() {
		this.loop.execute(this.router::eventsChanged);
	}

	SocketStatus status() {
		return this.loop.status();
	}

	/** How long the oldest request is in hand. */
	CompletableFuture<Duration> oldest() {
		return this.loop.ask(() -> {
			InboundRequest oldest = this.inHand.oldest();
			return Duration.ofNanos((oldest != null) ? this.loop.now() - oldest.arrived() : 0);
		}, Duration.ZERO);
	}

	/** The oldest requests in hand. */
	CompletableFuture<List<OpenRequest>> oldest(int size) {
		return this.loop.ask(() -> {
			long now = this.loop.now();
			return this.inHand.first(size).stream().map((request) -> request.describe(now)).toList();
		}, List.of());
	}

	int load() {
		return this.load;
	}

	int capacity() {
		return this.capacity.requests();
	}

	@Override
	public void onConnected() {
		this.peer = sender();
		this.router.connected();
		sendUnsent();
	}

	@Override
	public void onDisconnected() {
		for (InboundRequest request : this.inHand.all()) {
			if (this.peer.cancel() || request.takesItems) { // it was answered for
				cancel(request);
			}
		}
		this.peer = Capabilities.NONE;
		this.router.disconnected();
		loaded();
	}

	@Override
	public void onRefused() {
		onDisconnected();
	}

	@Override
	public void onWritable() {
		sendUnsent();
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			if (delimiter > 0) {
				take(frames, delimiter);
			}
			else if (frames.length > 1 && !isServer()) {
				hear(frames);
			}
		}
		catch (MalformedMessageException ex) {
			this.transport.listener().dropped(this.name, DropReason.MALFORMED, frames);
		}
	}

	private void hear(byte[][] frames) {
		String rejection = Misdirection.read(frames, 0);
		if (rejection != null) {
			this.loop.rejected(rejection);
			this.transport.listener().rejected(this.name, this.loop.status().endpoint(), rejection);
		}
		boolean known = this.router.isWelcomed();
		this.router.hear(MessageCodec.event(frames[1]));
		if (!known && this.router.isWelcomed()) {
			this.listener.welcomed(this.settings.identity().toString(),
					PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), null, this.loop.status().endpoint()));
		}
		loaded();
	}

	/**
	 * Workers and senders of heartbeats that connect to a server are told where to go.
	 */
	private boolean isMisdirected(byte[][] frames, int delimiter) {
		String event = MessageCodec.eventIfReadable(frames, delimiter);
		String detail = (isServer() && event != null) ? Misdirection.Place.SERVER.misdirected(event) : null;
		if (event != null && detail != null) {
			this.transport.listener().dropped(this.name, DropReason.MISDIRECTED, frames);
			this.transport.listener().misdirected(this.name, this.loop.peerAddress(), detail);
			this.loop.send(Misdirection.answer(frames, delimiter, event, detail));
		}
		return detail != null;
	}

	private void take(byte[][] frames, int delimiter) {
		if (frames.length == delimiter + 1) {
			return; // the probe of a peer that only wants to be known, or of one behind
					// others
		}
		Word word = Word.of(frames, delimiter);
		if (delimiter > this.settings.limits().addresses()) {
			refuse(frames, delimiter, ProblemType.TOO_LARGE, "The envelope has too many addresses", Map.of());
		}
		else if (Headers.size(frames, delimiter) > this.settings.limits().headersSize()) {
			refuse(frames, delimiter, ProblemType.TOO_LARGE, "The headers have " + Headers.size(frames, delimiter)
					+ " bytes: " + this.settings.limits().headersSize() + " are allowed", Map.of());
		}
		else if (word != null) {
			hear(word, frames, delimiter);
		}
		else if (isStopping()) {
			refuse(frames, delimiter, ProblemType.NO_WORKER, "The " + this.settings.type().wireName() + " is stopping",
					STOPPING);
		}
		else {
			HandlerRegistry.Registration registration = (frames.length > delimiter + 1)
					? this.handlers.find(frames[delimiter + 1]) : null;
			if (registration == null && (isQuestion(frames, delimiter) || isMisdirected(frames, delimiter))) {
				return;
			}
			if (registration != null && registration.overdue().get() >= this.settings.concurrency()) {
				refuse(frames, delimiter, ProblemType.BUSY,
						registration.overdue().get() + " requests of this event still run after their deadline",
						Map.of());
				return;
			}
			InboundRequest request = new InboundRequest(this, registration, frames, delimiter, this.loop.now(),
					vouching());
			if (registration != null && isToAll(frames, delimiter)) {
				request.endOfAll = new EndOfAll(request);
				this.loop.schedule(request.endOfAll, request.deadline());
			}
			request.takesItems = registration != null && registration.streaming() && request.endOfAll == null
					&& sender().stream();
			handle(request);
		}
	}

	/** Takes a word of the sender of a request; one that is not here was answered. */
	private void hear(Word word, byte[][] frames, int delimiter) {
		InboundRequest request = this.inHand.find(frames, delimiter);
		StreamedItems items = (request != null) ? request.items() : null;
		if (request != null && word == Word.CANCEL) {
			cancel(request);
		}
		else if (items != null && word == Word.CREDIT) {
			items.grant(StreamTerms.credit(new String(frames[delimiter + 2], StandardCharsets.US_ASCII)));
		}
	}

	/** What the sender of the message that is being handled understands. */
	Capabilities sender() {
		return Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
	}

	/**
	 * Questions of operators are answered although no thread may be free. A router that
	 * has welcomed this worker lets only operators ask.
	 */
	private boolean isQuestion(byte[][] frames, int delimiter) {
		String event = MessageCodec.eventIfReadable(frames, delimiter);
		if (event == null || !Events.isQuestion(event)) {
			return false;
		}
		boolean allowed = isServer() ? this.settings.disclosure().isFor(this.loop.peer(), this.inside)
				: this.router.isWelcomed() || this.settings.disclosure().toEverybody();
		if (!allowed) {
			refuse(frames, delimiter, ProblemType.FORBIDDEN, Disclosure.REFUSAL, Map.of());
			return true;
		}
		boolean toAll = isToAll(frames, delimiter);
		Message question = new Message(Arrays.copyOf(frames, delimiter), event, Message.NO_DATA, Map.of());
		this.report.answer(event).whenComplete((json, failure) -> {
			byte[][] answer = MessageCodec.encode((json != null) ? question.reply(json, Map.of())
					: question.error(ProblemType.HANDLER_FAILED.of(event, null)));
			this.loop.execute(() -> {
				List<byte[][]> messages = toAll ? toAll(answer, frames, delimiter) : List.<byte[][]>of(answer);
				messages.forEach(this::sendOrDrop);
			});
		});
		return true;
	}

	/** The requests in hand by what handles them. */
	CompletableFuture<EventLoads> loads() {
		return this.loop.ask(() -> EventLoads.of(this.inHand.all()), new EventLoads());
	}

	/** A router's requests that were on their way are taken for a moment longer. */
	private boolean isStopping() {
		return this.drain.hasBegun()
				&& (isServer() || !this.router.isAwaitingGoodbye() && !this.drain.isWithinArrivals());
	}

	private void handle(InboundRequest request) {
		this.inHand.add(request);
		this.expiry.watch();
		loaded();
		if (isServer() && (this.placed >= capacity() || !this.queue.isEmpty())) {
			this.queue.add(RequestQueue.owner(this.loop.peer(), request.frames()), request,
					(busy) -> busy.refuse(ProblemType.BUSY, "Too many requests wait for a thread"));
		}
		else {
			begin(request);
		}
	}

	private void begin(InboundRequest request) {
		HandlerRegistry.Registration registration = request.registration();
		request.placed = true;
		this.placed++;
		if (registration != null && !registration.blocking()) {
			if (request.handleHere()) {
				send(request);
			}
			return;
		}
		try {
			this.executor.execute(request.toRun());
		}
		catch (Throwable ex) { // no more threads
			request.refuse(ProblemType.BUSY, "No thread takes the request");
		}
	}

	/** Answers a request that does not get in hand. */
	private void refuse(byte[][] frames, int delimiter, ProblemType type, String detail, Map<String, String> headers) {
		this.listener.requestRefused(type);
		Message request = new Message(Arrays.copyOf(frames, delimiter), "", Message.NO_DATA, Map.of());
		byte[][] answer = MessageCodec
			.encode(request.error(type.of(MessageCodec.eventIfReadable(frames, delimiter), detail), headers));
		sendOrDrop(answer);
		if (this.tracing.tracesEnd(0, type)) {
			this.tracing.ended(new RequestTrace(this.name, RequestReference.of(frames), null, null, null, 0, 0,
					RequestTrace.outcome(answer)), type);
		}
	}

	/** What replaces what a request says of its sender, if anything has to. */
	private @Nullable UnaryOperator<Map<String, String>> vouching() {
		if (!isServer()) { // a router that has welcomed this one has replaced it already
			return this.router.isWelcomed() ? null : UNKNOWN_SENDER;
		}
		Peer peer = this.loop.peer();
		if (peer == null) {
			return UNKNOWN_SENDER;
		}
		ZmqPrincipal sender = new ZmqPrincipal(peer.name(), peer.roles());
		return (headers) -> ZmqPrincipal.vouch(headers, sender);
	}

	/** Sends the answer of a request, the task that {@link InboundRequest} is. */
	void send(InboundRequest request) {
		if (!this.inHand.contains(request)) {
			return;
		}
		boolean waits = false;
		try {
			waits = !isReachable() || !sendItemsOf(request) || mustWait(request);
		}
		finally {
			if (waits) {
				await(request);
			}
			else {
				release(request);
			}
		}
	}

	/** A server is the only one that is asked where its client asks all. */
	private boolean isToAll(byte[][] frames, int delimiter) {
		return isServer() && GatheredItem.isToAll(frames, delimiter) && sender().all();
	}

	/** Whether the answer has to wait. */
	private boolean mustWait(InboundRequest request) {
		if (request.endOfAll == null) {
			return mustWait(request.answerFrames(), request);
		}
		List<byte[][]> messages = toAll(request.answerFrames(), request.frames(), request.delimiter());
		for (; request.sentToAll < messages.size(); request.sentToAll++) {
			if (mustWait(messages.get(request.sentToAll), request)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether an answer is not dropped where its client takes nothing for now: its own
	 * items have come before, or those of another reply to the same client.
	 */
	private boolean isKept(InboundRequest request) {
		return !isServer() || request.items() != null
				|| this.inHand.all()
					.stream()
					.anyMatch((other) -> other.items() != null && other.isFrom(request.frames()[0]));
	}

	/** The messages to a client that asks all, of whom this is the only one. */
	private List<byte[][]> toAll(byte[][] answer, byte[][] request, int delimiter) {
		String node = this.settings.identity().nodeId();
		byte[][] item = GatheredItem.of(answer, delimiter, node, Arrays.copyOf(request, delimiter));
		return (item != null) ? List.of(item, GatheredItem.end(request, delimiter, List.of(node), List.of()))
				: List.<byte[][]>of(GatheredItem.end(request, delimiter, List.of(node), List.of(node)));
	}

	private boolean isReachable() {
		return isServer() || this.loop.isConnected();
	}

	/**
	 * Sends items of a reply that has not ended, the task that {@link StreamedItems} is.
	 */
	void sendItems(StreamedItems items) {
		InboundRequest request = items.inbound();
		if (!this.inHand.contains(request) || request.waits) {
			return;
		}
		boolean sent = false;
		try {
			sent = isReachable() && sendItemsOf(request);
		}
		finally {
			if (!sent) {
				await(request);
			}
		}
	}

	/** Whether all items were sent that are there. */
	private boolean sendItemsOf(InboundRequest request) {
		StreamedItems items = request.items();
		for (byte[] item; items != null && (item = items.unsent()) != null; items.sent()) {
			if (mustWait(request.itemFrames(item), request)) {
				return false;
			}
		}
		return true;
	}

	/** Sends the answer or the items later; they still count as in hand. */
	private void await(InboundRequest request) {
		if (!request.waits) {
			request.waits = true;
			this.unsent.add(request);
		}
		awaitRoom();
	}

	private void awaitRoom() {
		if (isServer()) {
			this.retry.soon();
		}
		else {
			this.loop.awaitWritable();
		}
	}

	/** Sends a message that belongs to no request in hand. */
	private void sendOrDrop(byte[][] frames) {
		boolean unused = mustWait(frames, null);
	}

	/**
	 * Sends a message.
	 * @param frames the message
	 * @param request the request that it belongs to, {@code null} for none in hand
	 * @return whether it has to wait, which one that is not kept never does
	 */
	private boolean mustWait(byte[][] frames, @Nullable InboundRequest request) {
		SendResult result = this.loop.send(frames);
		if (result == SendResult.UNROUTABLE) {
			this.transport.listener().dropped(this.name, DropReason.UNROUTABLE, frames);
		}
		if (result != SendResult.FULL) {
			return false;
		}
		boolean waits = request != null && isKept(request);
		if (!waits && isServer()) {
			this.transport.listener().dropped(this.name, DropReason.HIGH_WATER_MARK, frames);
		}
		return waits;
	}

	private void release(InboundRequest request) {
		if (request.endOfAll != null) {
			this.loop.cancel(request.endOfAll);
		}
		this.inHand.remove(request);
		if (request.stopped) {
			this.stopped--;
		}
		else {
			freePlace(request);
		}
		loaded();
		StreamedItems items = request.items();
		long now = this.loop.now();
		long nanos = ((items != null) ? items.begunAt(now) : now) - request.arrived();
		if (this.tracing.tracesEnd(nanos, null)) {
			this.tracing.ended(request.trace(this.name, nanos, request.outcome()), null);
		}
		stopItems(request);
	}

	/** A source goes on no longer than its request, whatever has answered that. */
	private void stopItems(InboundRequest request) {
		StreamedItems items = request.items();
		if (items != null && !items.isDone()) {
			runBeside(request, () -> items.cancel(true));
		}
	}

	private void freePlace(InboundRequest request) {
		this.queue.remove(request);
		this.capacity.answered();
		if (request.placed) {
			request.placed = false;
			this.placed--;
			beginWaiting();
		}
	}

	/** A request that is answered at once frees its place while others begin. */
	private void beginWaiting() {
		if (this.beginning) {
			return;
		}
		this.beginning = true;
		try {
			InboundRequest next;
			while (this.placed < capacity() && (next = this.queue.poll()) != null) {
				begin(next);
			}
		}
		finally {
			this.beginning = false;
		}
	}

	/** Nobody waits for what a client has asked that is gone. */
	@Override
	public void onPeerGone(byte[] identity) {
		for (InboundRequest request : this.inHand.all()) {
			if (request.isFrom(identity)) {
				cancel(request);
			}
		}
	}

	/** Nobody waits for a request any more, be it for an answer that can't go out. */
	private void cancel(InboundRequest request) {
		boolean unanswered = request.end();
		if (unanswered) {
			leaveToItself(request);
		}
		if (waitsNoMore(request) || unanswered) {
			release(request);
		}
	}

	/** Whether the answer or items of a request were to be sent later. */
	private boolean waitsNoMore(InboundRequest request) {
		boolean waited = request.waits;
		request.waits = false;
		return waited && this.unsent.remove(request);
	}

	/** A request that waits for its turn has no place to give, and a moment longer. */
	private void timeIsUp(InboundRequest request) {
		if (request.placed && request.expire()) {
			request.stopped = true;
			this.stopped++;
			leaveToItself(request);
			freePlace(request);
			loaded();
		}
	}

	/**
	 * Nobody waits for a handler that runs. One that was interrupted keeps its thread a
	 * moment longer, since it mostly ends then.
	 */
	private void leaveToItself(InboundRequest request) {
		if (request.isRunning()) {
			this.stopping.add(request);
		}
		if (!request.isInterruptible()) {
			releaseThread(request); // which may still call a source that is cancelled
		}
	}

	private void releaseThread(InboundRequest request) {
		InboundRequest.Run run = request.runs();
		HandlerRegistry.Registration registration = request.registration();
		if (run != null && registration != null && this.executor.release(run)) {
			registration.overdue().incrementAndGet();
		}
	}

	private void abandoned(InboundRequest request) {
		HandlerRegistry.Registration registration = request.registration();
		if (registration != null) {
			releaseThread(request);
			this.abandoned.add(registration.event());
		}
	}

	/** A moment after the deadline of a request. */
	private void expired(InboundRequest request) {
		if (request.expire()) { // it was waiting for its turn
			leaveToItself(request);
		}
		if (waitsNoMore(request)) { // nobody waits for it any more
			release(request);
		}
		else {
			send(request);
		}
	}

	private void sendUnsent() {
		try {
			for (int i = this.unsent.size(); i > 0 && isReachable(); i--) {
				InboundRequest request = this.unsent.remove();
				StreamedItems items = request.items();
				request.waits = false;
				if (items != null && !request.isAnswered()) {
					sendItems(items);
				}
				else {
					send(request);
				}
			}
		}
		finally {
			if (!this.unsent.isEmpty()) {
				awaitRoom();
			}
		}
	}

	private void loaded() {
		this.load = this.inHand.size() - this.stopped;
		this.capacity.look(this.loop.now());
		this.router.capacityMayHaveChanged();
		if (this.capacity.hasGrown() && !this.looking && !this.inHand.isEmpty()) {
			this.looking = true;
			this.loop.schedule(this.look, this.loop.now() + Capacity.LOOK_NANOS);
		}
		this.loop.pauseReading(!isServer() && !this.drain.hasBegun() && isFull());
		this.drain.check();
	}

	/**
	 * A router that knows of words keeps to the capacity by itself, and what it says of
	 * requests has to be read when that is reached.
	 */
	private boolean isFull() {
		int capacity = capacity();
		boolean keeps = this.peer.cancel() || this.peer.stream();
		return this.load >= capacity && !keeps || this.inHand.size() >= 2 * capacity;
	}

	/**
	 * Takes nothing new.
	 * @return completed once everything in hand is answered
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(new LoopTask() {

			@Override
			public void run() {
				if (!isServer()) {
					WorkerConnection.this.router.leave();
				}
				WorkerConnection.this.drain.begin();
				loaded();
			}

			@Override
			public void reject() {
				WorkerConnection.this.drain.end();
			}

		});
		return this.drain.drained();
	}

	/** A later attempt to send what waits. */
	private final class Retry extends Timed {

		void soon() {
			if (!isScheduled()) {
				WorkerConnection.this.loop.schedule(this, WorkerConnection.this.loop.now() + RETRY_NANOS);
			}
		}

		@Override
		protected void onTime() {
			sendUnsent();
		}

	}

	/** Who asks all waits for the end, which says who is missing. */
	private final class EndOfAll extends Timed {

		private final InboundRequest request;

		EndOfAll(InboundRequest request) {
			this.request = request;
		}

		@Override
		protected void onTime() {
			expired(this.request);
		}

	}

	/** Answers what is still in hand, and closes. */
	void close() {
		this.loop.close();
	}

	@Override
	public void onClose() {
		for (InboundRequest request : this.inHand.all()) {
			request.refuse(ProblemType.WORKER_LOST, "The worker was stopped before it had answered");
			stopItems(request);
			if (!request.waits) {
				send(request);
			}
		}
		this.drain.end();
	}

}

package io.zmqf.transport.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A socket whose handler keeps everything that it is called with, in order. */
final class RecordingSocket implements SocketHandler {

	private static final int PATIENCE_SECONDS = 20;

	private final SocketLoop loop;

	private final BlockingQueue<byte[][]> messages = new LinkedBlockingQueue<>();

	/** Notices, and the last frame of each message as text. */
	private final BlockingQueue<String> order = new LinkedBlockingQueue<>();

	private volatile Consumer<byte[][]> onMessage = (frames) -> {
	};

	private volatile Consumer<String> onNotice = (notice) -> {
	};

	RecordingSocket(Transport transport, String name, SocketSettings settings) {
		this.loop = transport.create(name, settings, this);
	}

	/** Calls something with each message besides. */
	RecordingSocket onMessage(Consumer<byte[][]> action) {
		this.onMessage = action;
		return this;
	}

	/** Calls something with each notice besides. */
	RecordingSocket onNotice(Consumer<String> action) {
		this.onNotice = action;
		return this;
	}

	/** Sends each message back to its sender. */
	RecordingSocket echo() {
		return onMessage((frames) -> this.loop.send(frames));
	}

	SocketLoop loop() {
		return this.loop;
	}

	Endpoint start() {
		return this.loop.start();
	}

	/** Runs something on the loop, and waits for it. */
	void run(Runnable work) {
		assertThat(this.loop.query(() -> {
			work.run();
			return true;
		}, false)).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS).isEqualTo(true);
	}

	SendResult send(Object... frames) {
		byte[][] bytes = Arrays.stream(frames).map(RecordingSocket::bytes).toArray(byte[][]::new);
		return this.loop.query(() -> this.loop.send(bytes), SendResult.UNROUTABLE)
			.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
			.join();
	}

	/** Sends a message that has to be taken. */
	void sent(Object... frames) {
		assertThat(send(frames)).isEqualTo(SendResult.SENT);
	}

	/** The next message. */
	byte[][] message() throws InterruptedException {
		byte[][] frames = this.messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		assertThat(frames).as("a message").isNotNull();
		return frames;
	}

	/** The frames of the next message as text. */
	List<String> text() throws InterruptedException {
		return Arrays.stream(message()).map(RecordingSocket::text).toList();
	}

	/** Waits for a notice, and ignores those before it. */
	void awaitNotice(String notice) throws InterruptedException {
		List<String> before = new java.util.ArrayList<>();
		for (String next = next(); !notice.equals(next); next = next()) {
			assertThat(next).as("'" + notice + "' after " + before).isNotNull();
			before.add(next);
		}
	}

	/** The next notice, or the last frame of the next message. */
	@Nullable String next() throws InterruptedException {
		return this.order.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	BlockingQueue<String> order() {
		return this.order;
	}

	BlockingQueue<byte[][]> messages() {
		return this.messages;
	}

	void forget() {
		this.order.clear();
		this.messages.clear();
	}

	private void notice(String text) {
		this.order.add(text);
		this.onNotice.accept(text);
	}

	@Override
	public void onMessage(byte[][] frames) {
		this.order.add(text(frames[frames.length - 1]));
		this.messages.add(frames);
		this.onMessage.accept(frames);
	}

	@Override
	public void onOpen() {
		notice("open");
	}

	@Override
	public void onConnected() {
		notice("connected");
	}

	@Override
	public void onDisconnected() {
		notice("disconnected");
	}

	@Override
	public void onRefused() {
		notice("refused");
	}

	@Override
	public void onWritable() {
		notice("writable");
	}

	@Override
	public void onPeerGone(byte[] identity) {
		notice("gone " + text(identity));
	}

	@Override
	public void onClose() {
		notice("close");
	}

	static String text(byte[] frame) {
		return new String(frame, StandardCharsets.ISO_8859_1);
	}

	static byte[] bytes(Object frame) {
		return (frame instanceof byte[] bytes) ? bytes : ((String) frame).getBytes(StandardCharsets.ISO_8859_1);
	}

}

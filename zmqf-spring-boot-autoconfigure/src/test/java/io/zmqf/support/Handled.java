package io.zmqf.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqf.message.Message;
import io.zmqf.worker.HandlerRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ids of requests in the order in which handlers of one process began with them, in a
 * file that outlives the process.
 */
public final class Handled {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final FileChannel file;

	private Handled(Path file) {
		try {
			this.file = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Registers handlers of {@code {"id": …, "micros": …}}: {@code work} answers with the
	 * id after that time, {@code hang} never does, {@code throw} throws an {@link Error}.
	 * @param handlers where to register
	 * @param directory where records are kept
	 * @param worker whose record it is
	 */
	static void register(HandlerRegistry handlers, Path directory, String worker) {
		Handled handled = new Handled(directory.resolve(worker));
		handlers.register("work", (request) -> handled.answer(request, (data) -> LockSupport.parkNanos(nanos(data))));
		handlers.register("hang", (request) -> handled.answer(request, (data) -> awaitNothing()));
		handlers.register("throw", (request) -> handled.answer(request, (data) -> {
			throw new StackOverflowError("on request");
		}));
	}

	private CompletionStage<Message> answer(Message request, Consumer<JsonNode> work) {
		JsonNode data = MAPPER.readTree(request.data());
		long id = data.path("id").asLong();
		add(id);
		work.accept(data);
		return CompletableFuture.completedFuture(request.reply(Echo.JSON.write(id), Map.of()));
	}

	private static long nanos(JsonNode data) {
		return 1000 * data.path("micros").asLong();
	}

	private static void awaitNothing() {
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void add(long id) {
		try {
			this.file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, id));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Which request one process has begun with last.
	 * @param directory where records are kept
	 * @param worker whose record it is
	 * @return its id, 0 for none
	 */
	public static long latest(Path directory, String worker) {
		try {
			byte[] ids = Files.readAllBytes(directory.resolve(worker));
			int last = ids.length / Long.BYTES - 1;
			return (last < 0) ? 0 : ByteBuffer.wrap(ids).getLong(last * Long.BYTES);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Counts the times that a handler began with each request, in all processes.
	 * @param directory the directory of the records
	 * @return the number for each id that any handler received
	 */
	public static Map<Long, Integer> counts(Path directory) {
		Map<Long, Integer> counts = new HashMap<>();
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : List.copyOf(files.toList())) {
				ByteBuffer ids = ByteBuffer.wrap(Files.readAllBytes(file));
				while (ids.remaining() >= Long.BYTES) {
					counts.merge(ids.getLong(), 1, Integer::sum);
				}
			}
			return counts;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

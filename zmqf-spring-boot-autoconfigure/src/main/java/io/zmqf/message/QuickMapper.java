package io.zmqf.message;

import java.util.stream.Stream;

import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.json.JsonMapper;

/**
 * A copy of the application's mapper that reads and writes the same, and makes records
 * and buffers more cheaply.
 *
 * @since 0.1.0
 */
public final class QuickMapper {

	private static final RecyclerPool<BufferRecycler> BUFFERS = new SpreadPool();

	private QuickMapper() {
	}

	/**
	 * Copies a mapper.
	 * @param mapper the mapper of the application
	 * @return the copy; the given one where it is of a class of its own, which can't be
	 * copied
	 */
	public static JsonMapper of(JsonMapper mapper) {
		return (mapper.getClass() == JsonMapper.class) ? new Copy(mapper).addModule(new QuickCreators()).build()
				: mapper;
	}

	/** All that a mapper has, with buffers of another pool. */
	private static final class Copy extends JsonMapper.Builder {

		private final JsonFactory factory;

		Copy(JsonMapper mapper) {
			super(new StateImpl(mapper.rebuild()));
			JsonFactory original = mapper.tokenStreamFactory();
			this.factory = (original.getClass() == JsonFactory.class) ? original.rebuild().recyclerPool(BUFFERS).build()
					: original;
		}

		@Override
		public TokenStreamFactory streamFactory() {
			return this.factory;
		}

	}

	/**
	 * Several of Jackson's own pools, so that threads rarely meet at one. A thread has no
	 * buffers to itself, since virtual ones come and go.
	 */
	private static final class SpreadPool implements RecyclerPool<BufferRecycler> {

		private final RecyclerPool<BufferRecycler>[] pools;

		@SuppressWarnings("unchecked")
		SpreadPool() {
			int size = 4 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors());
			this.pools = Stream.generate(JsonRecyclerPools::newConcurrentDequePool)
				.limit(size)
				.toArray(RecyclerPool[]::new);
		}

		private RecyclerPool<BufferRecycler> pool() {
			return this.pools[(int) Thread.currentThread().getId() & (this.pools.length - 1)];
		}

		@Override
		public BufferRecycler acquirePooled() {
			return pool().acquirePooled();
		}

		@Override
		public void releasePooled(BufferRecycler buffers) {
			pool().releasePooled(buffers);
		}

	}

}

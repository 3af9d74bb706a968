package io.zmqf.message;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * A copy of the application's mapper with the same JSON. It creates records and buffers
 * more cheaply, and rejects values that {@linkplain DataTypes are not data}.
 *
 * @since 0.1.0
 */
public final class QuickMapper {

	private static final RecyclerPool<BufferRecycler> BUFFERS = new SpreadPool();

	/** A module that creates values by a {@link QuickCreator} if possible. */
	private static final JacksonModule MODULE = new SimpleModule(QuickMapper.class.getName())
		.setSerializerModifier(new UnwrittenTypes())
		.setDeserializerModifier(new ValueDeserializerModifier() {

			@Override
			public BeanDeserializerBuilder updateBuilder(DeserializationConfig config,
					BeanDescription.Supplier description, BeanDeserializerBuilder builder) {
				builder.setValueInstantiator(QuickCreator.of(builder.getValueInstantiator()));
				return builder;
			}

		});

	private QuickMapper() {
	}

	/**
	 * Copies a mapper.
	 * @param mapper the mapper of the application
	 * @return the copy, or the mapper itself if it is a subclass, which cannot be copied
	 */
	public static JsonMapper of(JsonMapper mapper) {
		return (mapper.getClass() == JsonMapper.class) ? new Copy(mapper).addModule(MODULE).build() : mapper;
	}

	/** Builds a mapper with the same settings and another buffer pool. */
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
	 * A buffer pool with a few slots for each processor. A thread uses one of two slots,
	 * so threads rarely compete, and pooling allocates no list nodes. There are no
	 * thread-local buffers, because virtual threads are short-lived.
	 */
	private static final class SpreadPool implements RecyclerPool<BufferRecycler> {

		/** The number of references in a cache line, which avoids false sharing. */
		private static final int APART = 16;

		private final int size = 4 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors());

		private final transient AtomicReferenceArray<@Nullable BufferRecycler> places = new AtomicReferenceArray<>(
				this.size * APART);

		private int place() {
			return ((int) Thread.currentThread().getId() & (this.size - 1)) * APART;
		}

		private int other(int place) {
			return place ^ (this.size / 2 * APART);
		}

		@Override
		public BufferRecycler acquirePooled() {
			int place = place();
			BufferRecycler found = take(place);
			if (found == null) {
				found = take(other(place));
			}
			return (found != null) ? found : new BufferRecycler();
		}

		private @Nullable BufferRecycler take(int place) {
			return (this.places.getPlain(place) != null) ? this.places.getAndSet(place, null) : null;
		}

		/**
		 * Returns buffers to the pool. If two threads return to the same slot at once,
		 * one of the buffers is garbage collected.
		 */
		@Override
		public void releasePooled(BufferRecycler buffers) {
			int place = place();
			this.places.setRelease((this.places.getPlain(place) == null) ? place : other(place), buffers);
		}

	}

}

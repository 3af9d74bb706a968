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
 * A copy of the application's mapper that reads and writes the same, makes records and
 * buffers more cheaply, and writes nothing that {@linkplain DataTypes is no data}.
 *
 * @since 0.1.0
 */
public final class QuickMapper {

	private static final RecyclerPool<BufferRecycler> BUFFERS = new SpreadPool();

	/** Has values made by a {@link QuickCreator} where that is possible. */
	private static final JacksonModule CREATORS = new SimpleModule(QuickCreator.class.getName())
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
	 * @return the copy; the given one where it is of a class of its own, which can't be
	 * copied
	 */
	public static JsonMapper of(JsonMapper mapper) {
		return (mapper.getClass() == JsonMapper.class)
				? new Copy(mapper).addModule(CREATORS).addModule(new UnwrittenTypes()).build() : mapper;
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
	 * A few places for each processor, of which a thread looks at two: threads rarely
	 * meet there, and a value makes no node of a list. A thread has no buffers to itself,
	 * since virtual ones come and go.
	 */
	private static final class SpreadPool implements RecyclerPool<BufferRecycler> {

		/** The references of a cache line, so that neighbours don't disturb. */
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

		/** Of two that come to the same place at once, one is left to the collector. */
		@Override
		public void releasePooled(BufferRecycler buffers) {
			int place = place();
			this.places.setRelease((this.places.getPlain(place) == null) ? place : other(place), buffers);
		}

	}

}

package io.zmqf.message;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.io.ContentReference;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the parsers and generators of messages: as the application's own, but for the
 * buffers, and without a reference to the data for each, which nobody gets to see.
 */
final class QuickFactory extends JsonFactory {

	private static final BufferPool BUFFERS = new BufferPool(Runtime.getRuntime().availableProcessors());

	private QuickFactory(JsonFactory original) {
		super(original.rebuild().recyclerPool(BUFFERS));
	}

	/**
	 * Replaces Jackson's own with its own buffers, and no other.
	 * @param mapper the application's mapper
	 * @return what makes the same parsers and generators
	 */
	static TokenStreamFactory of(JsonMapper mapper) {
		JsonFactory original = mapper.tokenStreamFactory();
		boolean plain = original.getClass() == JsonFactory.class
				&& original._getRecyclerPool().getClass() == JsonRecyclerPools.ConcurrentDequePool.class
				&& original.getInputDecorator() == null && original.getOutputDecorator() == null
				&& !mapper.isEnabled(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
		return plain ? new QuickFactory(original) : original;
	}

	@Override
	protected ContentReference _createContentReference(Object content) {
		return ContentReference.redacted();
	}

	@Override
	protected ContentReference _createContentReference(Object content, int offset, int length) {
		return ContentReference.redacted();
	}

}

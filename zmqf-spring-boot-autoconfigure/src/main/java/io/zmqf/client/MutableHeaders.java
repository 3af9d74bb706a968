package io.zmqf.client;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The headers that a request is given, in their order. Most get none, and need no table
 * then.
 */
final class MutableHeaders extends AbstractMap<String, String> {

	private Map<String, String> given = Collections.emptyMap();

	@Override
	public int size() {
		return this.given.size();
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return this.given.containsKey(name);
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		return this.given.get(name);
	}

	@Override
	public @Nullable String put(String name, String value) {
		if (this.given.isEmpty()) {
			this.given = new LinkedHashMap<>();
		}
		return this.given.put(name, value);
	}

	@Override
	public Set<Map.Entry<String, String>> entrySet() {
		return this.given.entrySet();
	}

}

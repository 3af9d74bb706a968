package io.zmqf.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Runtime hints for the files of the page and its JSON types. */
class PageRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/zmqf/actuate/endpoint/page.*");
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), PageData.class,
				TriedEvent.Outcome.class);
	}

}

package io.zmqf.autoconfigure;

import java.util.Arrays;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Runtime hints for bean definitions that are registered at the start, for replies to
 * queries of nodes, for the records of the properties, for listeners, and for the visitor
 * of JSON forms.
 */
class ZmqRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Arrays.stream(ApplicationClients.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals(NamedClientsRegistrar.FACTORY_METHOD)
					|| method.getName().equals(NamedClientsRegistrar.NO_CLIENT_FACTORY_METHOD))
			.forEach((method) -> hints.reflection().registerMethod(method, ExecutableMode.INVOKE));
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), NodeInfo.class,
				NodeStats.class, ZmqProperties.class);
		for (Class<?> listener : CompositeListener.TYPES) {
			hints.proxies().registerJdkProxy(listener);
			hints.reflection().registerType(listener, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		hints.proxies().registerJdkProxy(JsonFormatVisitorWrapper.class);
	}

}

package io.zmqf.autoconfigure;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The addresses that count: those of connection details before those of properties, and
 * none in memory.
 *
 * @param inMemory whether all roles run in memory
 * @param details the connection details, or {@code null} if there are none
 */
record ConfiguredAddresses(boolean inMemory, @Nullable ZmqConnectionDetails details) {

	/**
	 * Resolves the addresses of a property.
	 * @param ofProperty the addresses of the property
	 * @param ofDetails the addresses of connection details
	 * @return the addresses that count
	 */
	List<String> resolve(List<String> ofProperty, Function<ZmqConnectionDetails, List<String>> ofDetails) {
		if (this.inMemory) {
			return List.of();
		}
		List<String> replaced = (this.details != null) ? ofDetails.apply(this.details) : List.of();
		return replaced.isEmpty() ? ofProperty : replaced;
	}

}

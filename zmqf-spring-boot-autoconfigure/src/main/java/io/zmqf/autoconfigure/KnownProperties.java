package io.zmqf.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.ResolvableType;

/**
 * The names of the properties that classes with configuration properties declare. The key
 * of a map is {@code *}.
 */
final class KnownProperties {

	private static final String KEY = "*";

	private final List<List<String>> names = new ArrayList<>();

	/**
	 * The prefixes of the application's own classes, whose properties are all regarded as
	 * known.
	 */
	private final List<String> prefixes = new ArrayList<>();

	/**
	 * Adds the properties of a class.
	 * @param prefix the prefix of the properties
	 * @param type the class
	 */
	void add(String prefix, Class<?> type) {
		if (isNested(type)) {
			add(List.of(prefix.split("\\.")), ResolvableType.forClass(type));
		}
		else {
			this.prefixes.add(uniform(prefix) + ".");
		}
	}

	private void add(List<String> name, ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		if (Map.class.isAssignableFrom(resolved)) {
			add(append(name, KEY), type.asMap().getGeneric(1));
		}
		else if (Collection.class.isAssignableFrom(resolved) || !isNested(resolved)) {
			this.names.add(name);
		}
		else {
			for (RecordComponent property : resolved.getRecordComponents()) {
				add(append(name, DataObjectPropertyName.toDashedForm(property.getName())),
						ResolvableType.forType(property.getGenericType()));
			}
		}
	}

	private static boolean isNested(Class<?> type) {
		return type.isRecord() && type.getPackageName().startsWith("io.zmqf.");
	}

	private static List<String> append(List<String> name, String element) {
		List<String> longer = new ArrayList<>(name);
		longer.add(element);
		return longer;
	}

	/**
	 * Whether a property is known.
	 * @param elements the elements of the property's name, in lower case and without
	 * dashes
	 * @return {@code true} if a class declares it
	 */
	boolean contains(List<String> elements) {
		return this.names.stream().anyMatch((name) -> matches(name, elements))
				|| this.prefixes.stream().anyMatch(String.join(".", elements)::startsWith);
	}

	private static boolean matches(List<String> name, List<String> elements) {
		return name.size() == elements.size() && IntStream.range(0, name.size())
			.allMatch((i) -> name.get(i).equals(KEY) || uniform(name.get(i)).equals(elements.get(i)));
	}

	/**
	 * Whether an environment variable sets a known property.
	 * @param variable the name of the variable
	 * @return {@code true} if a class declares the property
	 */
	boolean containsVariable(String variable) {
		return isOfApplication(variable) || this.names.stream().anyMatch((name) -> matcher(name, variable).matches());
	}

	private boolean isOfApplication(String variable) {
		return this.prefixes.stream().anyMatch((prefix) -> uniform(variable).startsWith(prefix.replace(".", "")));
	}

	/**
	 * Finds the entry of a map for an environment variable whose key has several words.
	 * Boot binds the variable only if another source contains the entry.
	 * @param variable the name of the variable
	 * @return the entry, or {@code null} if the variable has no such key
	 */
	@Nullable MapEntry entryOfVariable(String variable) {
		if (isOfApplication(variable)) {
			return null;
		}
		MapEntry found = null;
		for (List<String> name : this.names) {
			Matcher matcher = matcher(name, variable);
			if (matcher.matches()) {
				int key = name.indexOf(KEY);
				if (key < 0 || key == name.size() - 1 || !matcher.group(1).contains("_")) {
					return null;
				}
				found = new MapEntry(String.join(".", name.subList(0, key)),
						matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-'),
						String.join(".", name.subList(key + 1, name.size())));
			}
		}
		return found;
	}

	/** Boot ignores empty elements, such as the last one of {@code ADDRESS_0_}. */
	private static Matcher matcher(List<String> name, String variable) {
		return Pattern
			.compile(name.stream()
				.map((element) -> element.equals(KEY) ? "(.+)" : element.replace("-", "_?"))
				.collect(Collectors.joining("_", "", "(_\\d+)*_?")), Pattern.CASE_INSENSITIVE)
			.matcher(variable.replaceAll("_+", "_"));
	}

	/**
	 * Finds the known property with the most similar name.
	 * @param name the name of an unknown property
	 * @return the most similar name, or {@code null} if none is similar
	 */
	@Nullable String nearest(String name) {
		ToIntFunction<String> distance = (candidate) -> distance(uniform(candidate), uniform(name));
		return this.names.stream()
			.map((pattern) -> withKeys(pattern, name.split("\\.")))
			.min(Comparator.comparingInt(distance))
			.filter((nearest) -> distance.applyAsInt(nearest) <= Math.max(2, name.length() / 4))
			.orElse(null);
	}

	private static String withKeys(List<String> pattern, String[] elements) {
		return IntStream.range(0, pattern.size())
			.mapToObj((i) -> (pattern.get(i).equals(KEY) && i < elements.length) ? elements[i] : pattern.get(i))
			.collect(Collectors.joining("."));
	}

	static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
	}

	/**
	 * Returns the edit distance: the number of characters to insert, remove or replace.
	 */
	private static int distance(String from, String to) {
		int[] row = new int[to.length() + 1];
		Arrays.setAll(row, (j) -> j);
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replaced = diagonal + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[to.length()];
	}

	/**
	 * A property of an entry of a map.
	 *
	 * @param map the name of the map
	 * @param key the key of the entry
	 * @param property the property, after the key
	 */
	record MapEntry(String map, String key, String property) {

		@Override
		public String toString() {
			return this.map + "." + this.key;
		}

	}

}

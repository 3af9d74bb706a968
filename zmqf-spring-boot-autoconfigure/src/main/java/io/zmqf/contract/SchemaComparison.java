package io.zmqf.contract;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import tools.jackson.databind.JsonNode;

/**
 * Compares the schemas of one message. A request must not be narrowed, and a reply must
 * not be widened.
 */
final class SchemaComparison {

	/** The direction of the data. */
	enum Direction {

		/** Data from the caller to the handler. */
		REQUEST,

		/** Data from the handler to the caller. */
		REPLY

	}

	private static final List<String> MINIMA = List.of("minimum", "exclusiveMinimum", "minLength", "minItems",
			"minProperties");

	private static final List<String> MAXIMA = List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems",
			"maxProperties");

	private final JsonNode before;

	private final JsonNode after;

	private final Direction direction;

	private final String message;

	private final BiConsumer<String, Boolean> changes;

	/**
	 * The pairs that were compared or are being compared. They end the recursion of types
	 * that contain themselves.
	 */
	private final Set<List<JsonNode>> compared = new HashSet<>();

	SchemaComparison(JsonNode before, JsonNode after, Direction direction, String message,
			BiConsumer<String, Boolean> changes) {
		this.before = before;
		this.after = after;
		this.direction = direction;
		this.message = message;
		this.changes = changes;
	}

	void compare(JsonNode former, JsonNode current) {
		compare("", former, current);
	}

	private void compare(String path, JsonNode former, JsonNode current) {
		compare(path, ResolvedSchema.of(this.before, former), ResolvedSchema.of(this.after, current));
	}

	private void compare(String path, ResolvedSchema former, ResolvedSchema current) {
		if (!this.compared.add(List.of(former.json(), current.json()))) {
			return;
		}
		List<ResolvedSchema> formers = former.variants();
		List<ResolvedSchema> currents = current.variants();
		if (formers.size() > 1 || currents.size() > 1) {
			compareVariants(path, formers, currents);
		}
		else if (compareTypes(path, former, current)) {
			compareValues(path, former, current);
			compareFormats(path, former, current);
			compareProperties(path, former, current);
			compareParts(path + "[]", former, current, "items");
			compareParts(path + "[*]", former, current, "additionalProperties");
			if (this.direction == Direction.REQUEST) {
				compareLimits(path, former, current);
			}
		}
	}

	/**
	 * Compares alternatives. Each one of the narrower side must fit one of the wider
	 * side.
	 */
	private void compareVariants(String path, List<ResolvedSchema> formers, List<ResolvedSchema> currents) {
		boolean request = this.direction == Direction.REQUEST;
		List<ResolvedSchema> misfits = (request ? formers : currents).stream()
			.filter((narrow) -> (request ? currents : formers).stream()
				.noneMatch((wide) -> request ? fits(narrow, wide) : fits(wide, narrow)))
			.toList();
		for (ResolvedSchema misfit : misfits) {
			String what = misfit.types().contains("null") ? "null"
					: (request ? "one" : "another") + " type of " + misfit.description();
			change(path, request ? "no longer accepts " + what : "may now be " + what, true);
		}
		if (misfits.isEmpty() && formers.size() != currents.size()) {
			change(path, "has " + currents.size() + " types of data, and had " + formers.size(), false);
		}
	}

	private boolean fits(ResolvedSchema former, ResolvedSchema current) {
		boolean[] fits = { true };
		SchemaComparison attempt = new SchemaComparison(this.before, this.after, this.direction, this.message,
				(description, breaking) -> fits[0] &= !breaking);
		attempt.compared.addAll(this.compared);
		attempt.compare("", former, current);
		return fits[0];
	}

	private boolean compareTypes(String path, ResolvedSchema former, ResolvedSchema current) {
		boolean accepted = includes(current.types(), former.types());
		boolean produced = includes(former.types(), current.types());
		if (!accepted || !produced) {
			change(path, "was " + former.description() + ", and is " + current.description(),
					(this.direction == Direction.REQUEST) ? !accepted : !produced);
		}
		return accepted || produced;
	}

	private static boolean includes(Set<String> wide, Set<String> narrow) {
		return wide.isEmpty() || (!narrow.isEmpty() && narrow.stream()
			.allMatch((type) -> wide.contains(type) || (type.equals("integer") && wide.contains("number"))));
	}

	private void compareValues(String path, ResolvedSchema former, ResolvedSchema current) {
		Set<String> formers = former.values();
		Set<String> currents = current.values();
		if (formers.equals(currents)) {
			return;
		}
		boolean accepted = currents.isEmpty() || (!formers.isEmpty() && currents.containsAll(formers));
		boolean produced = formers.isEmpty() || (!currents.isEmpty() && formers.containsAll(currents));
		change(path, "had the values " + values(formers) + ", and has " + values(currents),
				(this.direction == Direction.REQUEST) ? !accepted : !produced);
	}

	private static String values(Set<String> values) {
		return values.isEmpty() ? "of its type" : values.toString();
	}

	private void compareFormats(String path, ResolvedSchema former, ResolvedSchema current) {
		String was = former.json().path("format").asString("");
		String is = current.json().path("format").asString("");
		if (!was.equals(is)) {
			boolean wider = is.isEmpty() == (this.direction == Direction.REQUEST) && (was.isEmpty() || is.isEmpty());
			change(path, "had " + format(was) + ", and has " + format(is), !wider);
		}
	}

	private static String format(String format) {
		return format.isEmpty() ? "no format" : "the format '" + format + "'";
	}

	private void compareProperties(String path, ResolvedSchema former, ResolvedSchema current) {
		Set<String> names = new TreeSet<>(former.propertyNames());
		names.addAll(current.propertyNames());
		for (String name : names) {
			String field = path.isEmpty() ? name : path + "." + name;
			boolean required = current.required().contains(name);
			boolean needed = required && this.direction == Direction.REQUEST;
			if (!current.propertyNames().contains(name)) {
				change(field, "was removed", true);
			}
			else if (!former.propertyNames().contains(name)) {
				change(field, needed ? "was added, and is required" : "was added", needed);
			}
			else {
				if (former.required().contains(name) != required) {
					change(field, required ? "is now required" : "is no longer required",
							required == (this.direction == Direction.REQUEST));
				}
				compare(field, former.property(name), current.property(name));
			}
		}
	}

	private void compareParts(String path, ResolvedSchema former, ResolvedSchema current, String keyword) {
		JsonNode was = former.json().path(keyword);
		JsonNode is = current.json().path(keyword);
		if (was.isObject() && is.isObject()) {
			compare(path, was, is);
		}
	}

	private void compareLimits(String path, ResolvedSchema former, ResolvedSchema current) {
		MINIMA.forEach((keyword) -> compareLimit(path, keyword, former, current, 1));
		MAXIMA.forEach((keyword) -> compareLimit(path, keyword, former, current, -1));
		String was = former.json().path("pattern").asString("");
		String is = current.json().path("pattern").asString("");
		if (!was.equals(is)) {
			change(path, "has the pattern '" + is + "', and had '" + was + "'", !is.isEmpty());
		}
	}

	private void compareLimit(String path, String keyword, ResolvedSchema former, ResolvedSchema current, int sign) {
		JsonNode was = former.json().path(keyword);
		JsonNode is = current.json().path(keyword);
		BigDecimal formerLimit = was.isNumber() ? was.decimalValue() : null;
		BigDecimal limit = is.isNumber() ? is.decimalValue() : null;
		if (limit == null) {
			if (formerLimit != null) {
				change(path, "no longer has the " + keyword, false);
			}
		}
		else if (formerLimit == null || limit.compareTo(formerLimit) != 0) {
			boolean tighter = formerLimit == null || limit.compareTo(formerLimit) * sign > 0;
			change(path, "has the " + keyword + " " + limit + ((formerLimit != null) ? ", and had " + formerLimit : ""),
					tighter);
		}
	}

	private void change(String path, String change, boolean breaking) {
		String what = this.message.equals("header") ? "header"
				: path.isEmpty() ? this.message : this.message + " field";
		this.changes.accept(path.isEmpty() ? what + " " + change : what + " '" + path + "' " + change, breaking);
	}

}

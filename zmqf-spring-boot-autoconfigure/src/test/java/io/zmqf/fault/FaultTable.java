package io.zmqf.fault;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.zmqf.tools.Console;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The figures of all scenarios, printed when the last test is done. */
final class FaultTable implements BeforeAllCallback, AutoCloseable {

	private static final List<String> ROWS = new CopyOnWriteArrayList<>();

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(FaultTable.class, (type) -> this);
	}

	static void add(String scenario, String load, Audit audit, Map<Long, Integer> handled, String measured) {
		String failed = audit.kinds()
			.entrySet()
			.stream()
			.filter((kind) -> !List.of(Outcome.ANSWERED, Outcome.TIMED_OUT, Outcome.HUNG).contains(kind.getKey()))
			.map((kind) -> kind.getValue() + " `" + kind.getKey() + "`")
			.collect(Collectors.joining(", "));
		ROWS.add("| " + scenario + " | " + load + " | " + audit.requests() + " | " + audit.count(Outcome.ANSWERED)
				+ " | " + (failed.isEmpty() ? "0" : failed) + " | " + audit.count(Outcome.TIMED_OUT) + " | "
				+ audit.count(Outcome.HUNG) + " | " + audit.handledAgain(handled) + " | " + audit.slowestMillis()
				+ " ms | " + measured + " |");
	}

	@Override
	public void close() {
		Console.OUT.println("Faults, " + (Form.isFull() ? "full" : "shortened") + " form:\n\n"
				+ "| scenario | load | requests | answered | failed | timed out | no outcome | handled again | slowest | measured |\n"
				+ "|---|---|---|---|---|---|---|---|---|---|\n" + String.join("\n", ROWS) + "\n");
	}

}

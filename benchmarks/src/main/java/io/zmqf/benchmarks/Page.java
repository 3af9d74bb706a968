package io.zmqf.benchmarks;

import java.util.List;

/** Markdown, line by line. */
final class Page {

	private final StringBuilder text = new StringBuilder();

	void line(String line) {
		this.text.append(line).append('\n');
	}

	/** Whole lines, or none. */
	void text(String lines) {
		this.text.append(lines);
	}

	/** Begins a table whose first column has no title. */
	void header(List<String> columns, String alignment) {
		row("", columns);
		line("|---|" + (alignment + "|").repeat(columns.size()));
	}

	void row(String title, List<String> texts) {
		line("| " + title + " | " + String.join(" | ", texts) + " |");
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}

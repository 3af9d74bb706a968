package io.zmqf.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The text of a file of Python's {@code configparser}, as far as a {@code node_id} is
 * concerned: sections, options, comments and values that go on in indented lines.
 *
 * @param text the whole text
 */
record IniText(String text) {

	private static final Pattern LINE = Pattern.compile("[^\n]*\n|[^\n]+");

	private static final Pattern SECTION = Pattern.compile("\\[(.+)]");

	private static final Pattern OPTION = Pattern.compile("([^=:]*?)\\s*[=:]\\s*(.*)");

	private static final String NODE_ID = "node_id";

	/**
	 * Finds the id of a node.
	 * @param section the name of its section
	 * @return the value as it stands there, or {@code null} where there is none
	 */
	@Nullable String nodeId(String section) {
		Found found = find(section);
		return found.nodeId;
	}

	/**
	 * Adds the id of a node that has none.
	 * @param section the name of its section
	 * @param nodeId the id
	 * @return the text with it
	 */
	IniText with(String section, String nodeId) {
		String newLine = this.text.contains("\r\n") ? "\r\n" : "\n";
		String option = NODE_ID + " = " + nodeId + newLine;
		int position = find(section).afterHeader;
		if (position >= 0) {
			String before = ended(this.text.substring(0, position), newLine);
			return new IniText(before + option + this.text.substring(position));
		}
		String before = ended(this.text, newLine);
		boolean apart = before.isEmpty() || before.endsWith(newLine + newLine);
		return new IniText(before + (apart ? "" : newLine) + "[" + section + "]" + newLine + option + newLine);
	}

	private static String ended(String text, String newLine) {
		return (text.isEmpty() || text.endsWith("\n")) ? text : text + newLine;
	}

	private Found find(String section) {
		Found found = new Found();
		boolean inside = false;
		boolean optionSeen = false;
		int indent = 0;
		Matcher lines = LINE.matcher(this.text);
		while (lines.find()) {
			String line = lines.group().strip();
			int lineIndent = lines.group().indexOf(line.isEmpty() ? "\n" : line);
			if (line.isEmpty() || line.startsWith("#") || line.startsWith(";") || (optionSeen && lineIndent > indent)) {
				continue; // nothing, or more of the value before
			}
			indent = lineIndent;
			Matcher header = SECTION.matcher(line);
			Matcher option = OPTION.matcher(line);
			if (header.matches()) {
				inside = header.group(1).equals(section);
				optionSeen = false;
				found.afterHeader = inside ? lines.end() : found.afterHeader;
			}
			else {
				optionSeen = true;
				if (inside && option.matches() && option.group(1).equalsIgnoreCase(NODE_ID)) {
					found.nodeId = option.group(2);
				}
			}
		}
		return found;
	}

	/** Where a section is, and what is in it. */
	private static final class Found {

		private int afterHeader = -1;

		private @Nullable String nodeId;

	}

}

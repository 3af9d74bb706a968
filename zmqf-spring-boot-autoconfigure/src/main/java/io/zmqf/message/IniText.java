package io.zmqf.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The text of a file for Python's {@code configparser}. It supports what is needed to
 * find and add a {@code node_id}: sections, options, comments and multi-line values.
 *
 * @param text the whole text
 */
record IniText(String text) {

	private static final Pattern LINE = Pattern.compile("[^\n]*\n|[^\n]+");

	private static final Pattern SECTION = Pattern.compile("\\[(.+)]");

	private static final Pattern OPTION = Pattern.compile("([^=:]*?)\\s*[=:]\\s*(.*)");

	private static final String NODE_ID = "node_id";

	/**
	 * Finds the node id in a section.
	 * @param section the name of the section
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable String nodeId(String section) {
		Found found = find(section);
		return found.nodeId;
	}

	/**
	 * Adds a node id to a section without one.
	 * @param section the name of the section
	 * @param nodeId the node id
	 * @return the new text
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
				continue; // blank, a comment, or a continuation of the previous value
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

	/** The position of a section and its node id. */
	private static final class Found {

		private int afterHeader = -1;

		private @Nullable String nodeId;

	}

}

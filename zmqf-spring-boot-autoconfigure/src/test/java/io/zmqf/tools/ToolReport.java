package io.zmqf.tools;

/** Prints a line for each tool with what it lacks, or a hyphen. */
final class ToolReport {

	private ToolReport() {
	}

	public static void main(String[] args) {
		for (String name : args) {
			String problem = Tool.valueOf(name).problem();
			System.out.println(name + ": " + ((problem != null) ? problem : "-"));
		}
	}

}

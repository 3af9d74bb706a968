package io.zmqf.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows the progress of a long command in a line that is overwritten.
 *
 * @param out the stream to write to
 */
record ProgressBar(PrintStream out) {

	private static final int WIDTH = 40;

	/**
	 * Shows the progress.
	 * @param share the completed part, from 0 to 1
	 * @param done the number of completed requests
	 * @param seconds the time since the start in seconds
	 */
	void show(double share, long done, double seconds) {
		int filled = (int) (share * WIDTH);
		this.out.print("\r[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + String.format(Locale.ROOT,
				"%3.0f %%  %,d requests, %,.0f a second ", 100 * share, done, done / Math.max(seconds, 1e-3)));
		this.out.flush();
	}

	void end(long done, double seconds) {
		show(1, done, seconds);
		this.out.println();
	}

}

package io.zmqf.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a long command is, in one line that is written over.
 *
 * @param out the stream that it is written to
 */
record ProgressBar(PrintStream out) {

	private static final int WIDTH = 40;

	/**
	 * Shows how far it is.
	 * @param share the part that is done, from 0 to 1
	 * @param done the requests that are done
	 * @param seconds the time since the beginning
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

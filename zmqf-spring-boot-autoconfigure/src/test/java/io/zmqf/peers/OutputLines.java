package io.zmqf.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The lines that a process prints, to be waited for by other threads than the one that
 * reads them.
 */
final class OutputLines {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final List<String> all = new ArrayList<>();

	private final List<String> unclaimed = new ArrayList<>();

	private boolean ended;

	/**
	 * Reads until the process closes its output.
	 * @param reader the process's output, closed afterwards
	 */
	void readAll(BufferedReader reader) {
		try (reader) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				add(line);
			}
		}
		catch (IOException ex) {
			add("(output broken off: " + ex + ")");
		}
		finally {
			end();
		}
	}

	List<String> all() {
		this.lock.lock();
		try {
			return List.copyOf(this.all);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for a line and removes it, so that it is returned once.
	 * @param predicate the condition of the line
	 * @param timeout the maximum time to wait
	 * @return the first such line, or empty if the time or the output has ended
	 * @throws InterruptedException if interrupted while waiting
	 */
	Optional<String> claim(Predicate<String> predicate, Duration timeout) throws InterruptedException {
		long remaining = timeout.toNanos();
		this.lock.lock();
		try {
			while (true) {
				for (int i = 0; i < this.unclaimed.size(); i++) {
					if (predicate.test(this.unclaimed.get(i))) {
						return Optional.of(this.unclaimed.remove(i));
					}
				}
				if (this.ended || remaining <= 0) {
					return Optional.empty();
				}
				remaining = this.changed.awaitNanos(remaining);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until the last line has been read.
	 * @param timeout the maximum time to wait
	 * @return {@code true} if the last line has been read
	 * @throws InterruptedException if interrupted while waiting
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		long remaining = timeout.toNanos();
		this.lock.lock();
		try {
			while (!this.ended && remaining > 0) {
				remaining = this.changed.awaitNanos(remaining);
			}
			return this.ended;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void add(String line) {
		this.lock.lock();
		try {
			this.all.add(line);
			this.unclaimed.add(line);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}

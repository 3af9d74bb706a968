package io.zmqf.transport.trial;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.zeromq.ZMQ;

/**
 * Tries what may not work, where it can do no harm: on a thread of its own, which is left
 * behind if it hangs, as a context of a JeroMQ does whose I/O thread has died.
 */
public final class Trial {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private Trial() {
	}

	/**
	 * Tries something. An interrupt of the caller is kept for later.
	 * @param attempt what to try
	 * @return {@code true} if it returned so, in time; {@code false} whatever else
	 * happened
	 */
	public static boolean passes(Callable<Boolean> attempt) {
		return passes(attempt, PATIENCE);
	}

	static boolean passes(Callable<Boolean> attempt, Duration patience) {
		AtomicBoolean passed = new AtomicBoolean();
		CountDownLatch ended = new CountDownLatch(1);
		Thread thread = new Thread(() -> run(attempt, passed, ended), "zmqf-trial");
		thread.setDaemon(true);
		thread.start();
		await(ended, patience.toNanos());
		return passed.get();
	}

	/**
	 * A context for an attempt, with one I/O thread. Failures of its threads are told to
	 * nobody: those that matter let the attempt fail.
	 * @return the context, to be closed
	 */
	public static ZMQ.Context context() {
		ZMQ.Context context = ZMQ.context(1);
		context.setUncaughtExceptionHandler(Trial::ignore);
		context.setNotificationExceptionHandler(Trial::ignore);
		return context;
	}

	private static void ignore(Thread thread, Throwable failure) {
		// not even JeroMQ 0.6.0 itself always closes without one
	}

	private static void run(Callable<Boolean> attempt, AtomicBoolean passed, CountDownLatch ended) {
		try {
			passed.set(attempt.call());
		}
		catch (Exception | LinkageError | AssertionError ex) {
			// a member that is missing, or that does something else: not the known JeroMQ
		}
		finally {
			ended.countDown();
		}
	}

	private static void await(CountDownLatch ended, long nanos) {
		long giveUp = System.nanoTime() + nanos;
		boolean interrupted = false;
		boolean waiting = true;
		while (waiting) {
			try {
				ended.await(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
				waiting = false;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}

package io.zmqf.transport.jeromq;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.zmqf.concurrent.DaemonThread;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Finds out whether JeroMQ's I/O thread still does its work after it has thrown: it may
 * have lost a command, or spin in what it reads, and publishes neither. Safe for threads.
 */
final class IoThreadCheck {

	private static final long PAUSE_MILLIS = 1000;

	private static final long PATIENCE_SECONDS = 5;

	private final ZContext context;

	private final BooleanSupplier needed;

	private final Consumer<Throwable> broken;

	/** What was thrown since the last check that ended well. */
	private final AtomicInteger failures = new AtomicInteger();

	/**
	 * Creates the check.
	 * @param context the context with the thread
	 * @param needed a condition that ends the checks once it is false
	 * @param broken the recipient of a failure after which the thread does not answer
	 */
	IoThreadCheck(ZContext context, BooleanSupplier needed, Consumer<Throwable> broken) {
		this.context = context;
		this.needed = needed;
		this.broken = broken;
	}

	/** Checks the thread a little later, on another one. */
	void after(Throwable failure) {
		if (this.failures.getAndIncrement() == 0) {
			try {
				DaemonThread.of(() -> check(failure), "zmqf-jeromq-check").start();
			}
			catch (Throwable ex) { // the next failure tries again
				this.failures.set(0);
				throw ex;
			}
		}
	}

	private void check(Throwable failure) {
		try {
			while (this.needed.getAsBoolean()) {
				Thread.sleep(PAUSE_MILLIS);
				int seen = this.failures.get();
				if (!answers()) {
					this.broken.accept(failure);
					return;
				}
				if (this.failures.compareAndSet(seen, 0)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Has the thread end a bound address, which it publishes. For want of descriptors
	 * there is nothing to ask, and the next check does.
	 */
	private boolean answers() throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		try (ZMQ.Socket probe = this.context.createSocket(SocketType.PAIR)) {
			probe.setEventHook((event) -> closed.countDown(), ZMQ.EVENT_CLOSED);
			probe.bind("tcp://127.0.0.1:*");
			probe.unbind(probe.getLastEndpoint());
			return closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !this.needed.getAsBoolean();
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Throwable ex) { // such as too little memory
			this.failures.incrementAndGet();
			return true;
		}
	}

}

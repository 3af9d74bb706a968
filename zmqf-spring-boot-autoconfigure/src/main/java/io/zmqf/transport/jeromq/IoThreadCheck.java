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
 * Checks whether JeroMQ's I/O thread still works after an exception. It may have lost a
 * command or be in a busy loop, and reports neither. Thread-safe.
 */
final class IoThreadCheck {

	private static final long PAUSE_MILLIS = 1000;

	private static final long PATIENCE_SECONDS = 5;

	private final ZContext context;

	private final BooleanSupplier needed;

	private final Consumer<Throwable> broken;

	/** The number of exceptions since the last successful check. */
	private final AtomicInteger failures = new AtomicInteger();

	/**
	 * Creates the check.
	 * @param context the context with the I/O thread
	 * @param needed a condition that ends the checks once it is false
	 * @param broken the recipient of an exception after which the I/O thread does not
	 * respond
	 */
	IoThreadCheck(ZContext context, BooleanSupplier needed, Consumer<Throwable> broken) {
		this.context = context;
		this.needed = needed;
		this.broken = broken;
	}

	/** Schedules a check on another thread. */
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
	 * Whether the I/O thread closes a bound address, for which it publishes an event. If
	 * no socket can be opened, for example for lack of file descriptors, the next check
	 * decides.
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
		catch (Throwable ex) { // such as a lack of memory
			this.failures.incrementAndGet();
			return true;
		}
	}

}

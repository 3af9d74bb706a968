package io.zmqf.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StuckWatchTests {

	private final Queue<Runnable> looks = new ArrayDeque<>();

	private final AtomicInteger stuck = new AtomicInteger();

	private boolean waits;

	private final StuckWatch watch = new StuckWatch(this.looks::add, this::begun, this.stuck::incrementAndGet);

	/** A task arrives just after a check that found none waiting. */
	private long begun() {
		if (this.waits) {
			return 0;
		}
		this.waits = true;
		this.watch.begin();
		return StuckWatch.NONE_WAITS;
	}

	@Test
	void taskThatArrivesDuringACheckIsSeenByTheNextOne() {
		this.watch.begin();
		for (int look = 0; look < 3; look++) {
			this.looks.remove().run();
		}
		assertThat(this.stuck).hasValue(1);
	}

}

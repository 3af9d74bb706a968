package io.zmqf.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

import io.zmqf.benchmarks.Settings.Cell;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	private static final Cell FEW = new Cell(Load.Mode.ASYNC, 1, 64);

	private static final Cell MANY = new Cell(Load.Mode.ASYNC, 256, 64);

	private static final Cell BLOCKING = new Cell(Load.Mode.PLATFORM, 512, 64);

	private final List<Cell> done = new ArrayList<>();

	private WarmUp.Progress run(long compiledMillis, double... rates) throws IOException {
		PrimitiveIterator.OfDouble next = DoubleStream.of(rates).iterator();
		return new WarmUp((cell, millis) -> {
			this.done.add(cell);
			double rate = (cell == MANY) ? next.nextDouble() : 1;
			return new Measurement(0, 1, 0, rate, 1, 1, 1, 1, 1, new Usage(0, 0), List.of(), 0, compiledMillis);
		}, List.of(FEW, MANY, BLOCKING), 5000).run();
	}

	@Test
	void continuesUntilTheThroughputIsStable() throws IOException {
		WarmUp.Progress progress = run(0, 100, 500, 900, 910);
		assertThat(this.done).containsExactly(MANY, MANY, MANY, MANY, FEW, BLOCKING);
		assertThat(progress).isEqualTo(new WarmUp.Progress(4.8, 100, 910));
	}

	@Test
	void continuesDuringCompilationForALimitedTime() throws IOException {
		run(900, 100, 100, 100, 100, 100);
		assertThat(this.done).containsExactly(MANY, MANY, MANY, MANY, MANY, FEW, BLOCKING);
	}

}

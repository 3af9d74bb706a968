package io.zmqf.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.zmqf.benchmarks.Results.Spread;
import org.jspecify.annotations.Nullable;

/** The results of the growth benchmark. */
final class GrowthResults {

	/** A curve: the quantity that grows, and the constants. */
	enum Curve {

		/** Workers whose handler answers at once. */
		WORKERS("Workers", "workers", "256 requests in flight, 64 B, one client, handlers that answer at once",
				List.of(1, 2, 4, 8)),

		/** Workers whose handler waits. */
		WAITING_WORKERS("Workers that wait", "workers",
				"256 requests in flight, 64 B, one client, handlers that wait for 5 ms", List.of(1, 2, 4, 8)),

		/** Requests in flight. */
		IN_FLIGHT("Requests in flight", "in flight", "64 B, one client, one worker",
				List.of(1, 4, 16, 64, 256, 1000, 4000, 10_000)),

		/** The size of requests and replies. */
		PAYLOAD("Payload", "bytes", "16 requests in flight, one client, one worker",
				List.of(16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576)),

		/** Clients. */
		CLIENTS("Clients", "clients, each with a connection",
				"1,000 requests in flight of all clients together, 64 B, one worker",
				List.of(1, 3, 10, 30, 100, 300, 1000));

		private final String title;

		private final String unit;

		private final String constants;

		private final List<Integer> points;

		Curve(String title, String unit, String constants, List<Integer> points) {
			this.title = title;
			this.unit = unit;
			this.constants = constants;
			this.points = points;
		}

		String title() {
			return this.title;
		}

		/** The unit of the growing quantity. */
		String unit() {
			return this.unit;
		}

		/** The quantities that are constant. */
		String constants() {
			return this.constants;
		}

		List<Integer> points() {
			return this.points;
		}

	}

	/**
	 * One measurement.
	 *
	 * @param perSecond requests that were answered in a second
	 * @param p50 nanoseconds that half of them took at most
	 * @param p99 nanoseconds that all but a hundredth took at most
	 * @param failures the number of failed requests
	 */
	record Sample(double perSecond, long p50, long p99, long failures) {

		static Sample parse(String ran, long millis) {
			String[] words = ran.split(" ");
			return new Sample(Long.parseLong(words[3]) * 1e3 / millis, Long.parseLong(words[4]),
					Long.parseLong(words[5]), Long.parseLong(words[2]));
		}

	}

	/**
	 * The memory of a process in bytes.
	 *
	 * @param heap the heap after a collection
	 * @param direct the direct buffers
	 * @param resident the total resident memory
	 * @param threads the number of threads
	 */
	record Memory(double heap, double direct, double resident, double threads) {

		static Memory parse(String answer) {
			String[] words = answer.split(" ");
			return new Memory(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
					Long.parseLong(words[4]));
		}

		/** Returns the increase since an earlier state, per item. */
		Memory since(Memory before, int number) {
			return new Memory((this.heap - before.heap) / number, (this.direct - before.direct) / number,
					(this.resident - before.resident) / number, (this.threads - before.threads) / number);
		}

	}

	private final Map<Curve, Map<Integer, List<Sample>>> samples = new EnumMap<>(Curve.class);

	private final Map<String, Memory> memory = new LinkedHashMap<>();

	private long keptFailures;

	void add(Curve curve, int point, Sample sample) {
		this.samples.computeIfAbsent(curve, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(point, (key) -> new ArrayList<>())
			.add(sample);
	}

	void add(String title, Memory found) {
		this.memory.put(title, found);
	}

	void addFailures(long failures) {
		this.keptFailures += failures;
	}

	@Nullable Spread spread(Curve curve, int point, ToDoubleFunction<Sample> value) {
		return Spread.of(of(curve, point).stream().map(value::applyAsDouble).toList());
	}

	private List<Sample> of(Curve curve, int point) {
		return this.samples.getOrDefault(curve, Map.of()).getOrDefault(point, List.of());
	}

	/** Returns the number of rounds in which the points were measured. */
	int rounds(Curve curve) {
		return of(curve, curve.points().get(0)).size();
	}

	long failures() {
		return this.keptFailures + this.samples.values()
			.stream()
			.flatMap((points) -> points.values().stream())
			.flatMap(List::stream)
			.mapToLong(Sample::failures)
			.sum();
	}

	/** Returns the memory by the name of its purpose. */
	Map<String, Memory> memory() {
		return this.memory;
	}

}

package io.zmqf.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zmqf.support.Handled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The outcomes of the requests of a load.
 *
 * @param outcomes the outcome of each request
 * @param timeout the timeout of each request
 */
record Audit(List<Outcome> outcomes, Duration timeout) {

	int requests() {
		return this.outcomes.size();
	}

	long count(String kind) {
		return count((outcome) -> outcome.is(kind));
	}

	long count(Predicate<Outcome> which) {
		return this.outcomes.stream().filter(which).count();
	}

	/** Returns the number of requests by kind of outcome. */
	Map<String, Long> kinds() {
		return this.outcomes.stream()
			.collect(Collectors.groupingBy(Outcome::kind, TreeMap::new, Collectors.counting()));
	}

	long slowestMillis() {
		return this.outcomes.stream().mapToLong(Outcome::millis).max().orElse(0);
	}

	/** Returns a percentile in milliseconds of the time until an outcome of this kind. */
	long percentileMillis(String kind, int percentile) {
		long[] millis = this.outcomes.stream()
			.filter((outcome) -> outcome.is(kind))
			.mapToLong(Outcome::millis)
			.sorted()
			.toArray();
		return (millis.length == 0) ? 0 : millis[(millis.length - 1) * percentile / 100];
	}

	/** Returns the replies per second, from the first request to the last reply. */
	double answeredPerSecond() {
		long start = this.outcomes.stream().mapToLong(Outcome::started).min().orElse(0);
		long end = this.outcomes.stream()
			.filter((outcome) -> outcome.is(Outcome.ANSWERED))
			.mapToLong(Outcome::ended)
			.max()
			.orElse(start);
		return (end > start) ? count(Outcome.ANSWERED) * 1e9 / (end - start) : 0;
	}

	/** The longest time without any answer, between the first and the last one. */
	long longestGapMillis() {
		long[] ends = this.outcomes.stream()
			.filter((outcome) -> outcome.is(Outcome.ANSWERED))
			.mapToLong(Outcome::ended)
			.sorted()
			.toArray();
		long longest = 0;
		for (int i = 1; i < ends.length; i++) {
			longest = Math.max(longest, ends[i] - ends[i - 1]);
		}
		return longest / 1_000_000;
	}

	/** Each request had its one outcome, within its own timeout, and its own reply. */
	Audit assertOneOutcomeEach() {
		assertThat(this.outcomes.stream().map(Outcome::id)).doesNotHaveDuplicates();
		assertThat(this.outcomes).noneMatch((outcome) -> outcome.is(Outcome.HUNG));
		assertThat(kinds()).doesNotContainKeys("reply-of-another", "cancelled", "closed");
		assertThat(slowestMillis()).isLessThanOrEqualTo(Form.atMost(this.timeout.toMillis() + 1000));
		return this;
	}

	Audit assertAllAnswered() {
		assertOneOutcomeEach();
		assertThat(kinds()).containsOnlyKeys(Outcome.ANSWERED);
		return this;
	}

	Audit assertOnly(String... kinds) {
		assertOneOutcomeEach();
		assertThat(kinds).contains(kinds().keySet().toArray(String[]::new));
		return this;
	}

	/**
	 * Asserts that no request was handled twice, and that each answered one was handled.
	 */
	Audit assertHandledAtMostOnce(Map<Long, Integer> handled) {
		assertThat(this.outcomes).allMatch((outcome) -> handled.getOrDefault(outcome.id(), 0) <= 1);
		return assertAnswersWereHandled(handled);
	}

	Audit assertAnswersWereHandled(Map<Long, Integer> handled) {
		assertThat(this.outcomes)
			.allMatch((outcome) -> !outcome.is(Outcome.ANSWERED) || handled.getOrDefault(outcome.id(), 0) >= 1);
		return this;
	}

	/**
	 * Returns the number of requests that were handled more than once, by
	 * {@link Handled#counts}.
	 */
	long handledAgain(Map<Long, Integer> handled) {
		return count((outcome) -> handled.getOrDefault(outcome.id(), 0) > 1);
	}

}

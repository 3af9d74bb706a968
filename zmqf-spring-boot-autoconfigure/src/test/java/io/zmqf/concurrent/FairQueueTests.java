package io.zmqf.concurrent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FairQueueTests {

	private final FairQueue<String, String> queue = new FairQueue<>();

	@Test
	void ownersTakeTurnsAndItemsOfOneOwnerStayInOrder() {
		add("a", "a1", "a2", "a3");
		add("b", "b1");
		add("c", "c1", "c2");

		assertThat(rest()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
		assertThat(this.queue.size()).isZero();
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void anOwnerThatComesBackWaitsForItsTurn() {
		add("a", "a1");
		add("b", "b1", "b2");
		assertThat(this.queue.poll()).isEqualTo("a1");
		add("a", "a2");

		assertThat(rest()).containsExactly("b1", "a2", "b2");
	}

	@Test
	void anItemIsRemovedFromAnywhereOnce() {
		add("a", "a1");
		FairQueue.Place<String> middle = this.queue.add("a", "a2", 1);
		add("a", "a3");
		FairQueue.Place<String> only = this.queue.add("b", "b1", 7);

		assertThat(this.queue.remove(middle)).isTrue();
		assertThat(this.queue.remove(middle)).isFalse();
		assertThat(this.queue.remove(only)).isTrue();
		assertThat(this.queue.weight("b")).isZero();
		assertThat(rest()).containsExactly("a1", "a3");
	}

	@Test
	void theOwnerThatHoldsMostMakesRoomForOneThatHoldsLess() {
		for (int i = 0; i < 100; i++) {
			add("flood", "flood" + i);
		}
		add("b", "b1");

		assertThat(displaced("b", 1)).isEqualTo("flood99");
		assertThat(displaced("new", 1)).isEqualTo("flood99");
		assertThat(displaced("flood", 1)).isNull();
		assertThat(displaced("b", 99)).isNull();
	}

	@Test
	void nothingIsDisplacedBetweenEqualOwners() {
		add("a", "a1");
		add("b", "b1");

		assertThat(displaced("c", 1)).isNull();
	}

	@Test
	void weightCountsNotNumber() {
		this.queue.add("large", "large1", 1000);
		add("many", "many1", "many2", "many3");

		assertThat(displaced("new", 1)).isEqualTo("large1");
	}

	@Test
	void twentyFloodsLeaveALateOwnerItsShare() {
		Random random = new Random(1);
		for (int i = 0; i < 100_000; i++) {
			addWithin(1000, "flood" + random.nextInt(20));
		}
		for (int i = 0; i < 1000; i++) {
			addWithin(1000, "late");
			addWithin(1000, "flood" + random.nextInt(20));
		}

		assertThat(this.queue.size()).isEqualTo(1000);
		assertThat(this.queue.weight("late")).isBetween(1000L / 21 / 2, 2 * 1000L / 21);
	}

	@Test
	void behavesAsAPlainModelDoes() {
		Random random = new Random(2);
		Map<String, Deque<String>> model = new LinkedHashMap<>();
		Map<String, FairQueue.Place<String>> places = new HashMap<>();
		for (int i = 0; i < 20_000; i++) {
			String owner = "o" + random.nextInt(5);
			switch (random.nextInt(3)) {
				case 0 -> {
					model.computeIfAbsent(owner, (key) -> new ArrayDeque<>()).add("i" + i);
					places.put("i" + i, this.queue.add(owner, "i" + i, 1 + random.nextInt(3)));
				}
				case 1 -> {
					Deque<String> items = model.get(owner);
					if (items != null) {
						String removed = (items.size() > 1 && random.nextBoolean()) ? items.removeLast()
								: items.removeFirst();
						assertThat(this.queue.remove(places.remove(removed))).isTrue();
						if (items.isEmpty()) {
							model.remove(owner);
						}
					}
				}
				default -> {
					String next = null;
					if (!model.isEmpty()) {
						String turn = model.keySet().iterator().next();
						Deque<String> items = model.remove(turn);
						next = items.removeFirst();
						if (!items.isEmpty()) {
							model.put(turn, items);
						}
					}
					assertThat(this.queue.poll()).isEqualTo(next);
				}
			}
		}
		List<String> all = new ArrayList<>();
		model.values().forEach(all::addAll);
		assertThat(this.queue.items()).containsExactlyElementsOf(all);
		assertThat(this.queue.size()).isEqualTo(all.size());
	}

	private void addWithin(int capacity, String owner) {
		if (this.queue.size() == capacity) {
			FairQueue.Place<String> displaced = this.queue.displacedBy(owner, 1);
			if (displaced == null) {
				return;
			}
			this.queue.remove(displaced);
		}
		this.queue.add(owner, owner, 1);
	}

	private void add(String owner, String... items) {
		for (String item : items) {
			this.queue.add(owner, item, 1);
		}
	}

	private String displaced(String owner, long weight) {
		FairQueue.Place<String> place = this.queue.displacedBy(owner, weight);
		return (place != null) ? place.item() : null;
	}

	private List<String> rest() {
		List<String> rest = new ArrayList<>();
		for (String next; (next = this.queue.poll()) != null;) {
			rest.add(next);
		}
		return rest;
	}

}

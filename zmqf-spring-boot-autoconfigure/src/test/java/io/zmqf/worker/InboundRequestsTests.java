package io.zmqf.worker;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InboundRequestsTests {

	private final InboundRequests requests = new InboundRequests();

	private final List<InboundRequest> three = Stream.of(1, 2, 3)
		.map((arrived) -> new InboundRequest(null, null, new byte[0][], 0, arrived, null))
		.toList();

	@Test
	void thereIsNoneAtFirst() {
		assertThat(this.requests.isEmpty()).isTrue();
		assertThat(this.requests.all()).isEmpty();
	}

	@Test
	void eachCanBeRemovedFirst() {
		for (InboundRequest removed : this.three) {
			this.three.forEach(this.requests::add);
			this.requests.remove(removed);
			List<InboundRequest> others = this.three.stream().filter((request) -> request != removed).toList();
			assertThat(this.requests.all()).isEqualTo(others);
			assertThat(this.requests.first(1)).containsExactly(others.get(0));
			assertThat(this.requests.size()).isEqualTo(2);
			assertThat(this.requests.contains(removed)).isFalse();
			assertThat(this.requests.contains(others.get(1))).isTrue();
			others.forEach(this.requests::remove);
			assertThat(this.requests.isEmpty()).isTrue();
		}
	}

	@Test
	void missingRequestIsNotRemoved() {
		this.requests.add(this.three.get(0));
		this.requests.remove(this.three.get(1));
		assertThat(this.requests.all()).containsExactly(this.three.get(0));
	}

	@Test
	void removedRequestKeepsNoOther() {
		this.three.forEach(this.requests::add);
		InboundRequest removed = this.three.get(1);
		this.requests.remove(removed);
		assertThat(removed.older).isNull();
		assertThat(removed.newer).isNull();
	}

	@Test
	void allIsASnapshot() {
		this.three.forEach(this.requests::add);
		this.requests.all().forEach(this.requests::remove);
		assertThat(this.requests.isEmpty()).isTrue();
	}

}

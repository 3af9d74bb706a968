package io.zmqf.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenTableTests {

	private final TokenTable<String> table = new TokenTable<>();

	@Test
	void anEntryIsFoundByTheFrameOfItsToken() {
		long token = this.table.put("a");
		assertThat(TokenTable.frame(token)).hasSize(TokenTable.TOKEN_BYTES);
		assertThat(this.table.get(TokenTable.frame(token))).isEqualTo("a");
		assertThat(this.table.size()).isOne();
	}

	@Test
	void aRemovedEntryIsFoundNoMoreEvenOnceItsPlaceIsTaken() {
		long token = this.table.put("a");
		assertThat(this.table.remove(token)).isEqualTo("a");
		assertThat(this.table.remove(token)).isNull();
		this.table.put("b");
		assertThat(this.table.get(TokenTable.frame(token))).isNull();
		assertThat(this.table.remove(token)).isNull();
		assertThat(this.table.size()).isOne();
	}

	@Test
	void framesThatAreNoTokenFindNothing() {
		long token = this.table.put("a");
		for (byte[] frame : new byte[][] { {}, new byte[7], new byte[9], TokenTable.frame(token + 1),
				TokenTable.frame(token ^ (1L << 63)), TokenTable.frame(token | 0x80000000L), TokenTable.frame(-1),
				TokenTable.frame(token ^ (1L << 32)), TokenTable.frame(token | 0x7fffffffL) }) {
			assertThat(this.table.get(frame)).isNull();
		}
	}

	@Test
	void tokensAreUnique() {
		Set<Long> tokens = new HashSet<>();
		for (int i = 0; i < 100_000; i++) {
			long token = this.table.put("a");
			tokens.add(token);
			this.table.remove(token);
		}
		assertThat(tokens).hasSize(100_000);
	}

	@Test
	void tokensOfAnEarlierTableAreUnknown() {
		TokenTable<String> earlier = new TokenTable<>();
		for (int i = 0; i < 100; i++) {
			this.table.put("a");
		}
		assertThat(this.table.get(TokenTable.frame(earlier.put("b")))).isNull();
	}

	@Test
	void drainingReturnsAllEntriesAndLeavesNone() {
		List<Long> tokens = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			tokens.add(this.table.put("n" + i));
		}
		this.table.remove(tokens.get(7));
		assertThat(this.table.drain()).hasSize(199).doesNotContain("n7").contains("n0", "n199");
		assertThat(this.table.size()).isZero();
		assertThat(this.table.drain()).isEmpty();
		assertThat(tokens).allSatisfy((token) -> assertThat(this.table.remove(token)).isNull());
		assertThat(this.table.get(TokenTable.frame(this.table.put("after")))).isEqualTo("after");
		assertThat(this.table.size()).isOne();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void anyOrderOfCallsBehavesLikeAMap(long seed) {
		Random random = new Random(seed);
		Map<Long, String> expected = new HashMap<>();
		List<Long> given = new ArrayList<>();
		for (int step = 0; step < 4000; step++) {
			if (given.isEmpty() || random.nextInt(5) < 3) {
				long token = this.table.put("n" + step);
				expected.put(token, "n" + step);
				given.add(token);
			}
			else if (random.nextInt(500) == 0) {
				assertThat(this.table.drain()).containsExactlyInAnyOrderElementsOf(expected.values());
				expected.clear();
			}
			else {
				long token = given.get(random.nextInt(given.size()));
				assertThat(this.table.get(TokenTable.frame(token))).isEqualTo(expected.get(token));
				assertThat(this.table.remove(token)).isEqualTo(expected.remove(token));
			}
			assertThat(this.table.size()).isEqualTo(expected.size());
		}
	}

}

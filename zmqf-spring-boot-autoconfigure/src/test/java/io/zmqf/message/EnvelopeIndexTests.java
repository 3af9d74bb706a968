package io.zmqf.message;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class EnvelopeIndexTests {

	private static final int REQUESTS = 100_000;

	private static final int BITS = 17;

	private final EnvelopeIndex<Integer> index = new EnvelopeIndex<>();

	/** Minutes, where each is compared with all before it; well under a second here. */
	@Test
	void envelopesOfEqualHashCostNoMoreThanOthers() {
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
			for (int i = 0; i < REQUESTS; i++) {
				this.index.add(ofEqualHash(i), 2, i);
			}
			for (int i = 0; i < REQUESTS; i++) {
				assertThat(this.index.find(ofEqualHash(i), 2)).isEqualTo(i);
				this.index.remove(ofEqualHash(i), 2, i);
			}
		});
		assertThat(ofEqualHash(1)[1]).isNotEqualTo(ofEqualHash(2)[1]);
	}

	@Test
	void envelopesDifferOnlyByTheirAddressFrames() {
		byte[][] request = { { 1 }, { 2 }, {}, { 3 } };
		this.index.add(request, 2, 7);
		assertThat(this.index.find(new byte[][] { { 1 }, { 2 }, {}, { 4 } }, 2)).isEqualTo(7);
		assertThat(this.index.find(new byte[][] { { 1 }, {}, { 3 } }, 1)).isNull();
		assertThat(this.index.find(new byte[][] { { 1 }, { 2 }, { 2 }, {}, { 3 } }, 3)).isNull();
		this.index.remove(request, 2, 8);
		assertThat(this.index.find(request, 2)).isEqualTo(7);
	}

	/** Both pairs of bytes have the hash 31. */
	private static byte[][] ofEqualHash(int number) {
		byte[] address = new byte[2 * BITS];
		for (int i = 0; i < BITS; i++) {
			boolean set = (number >> i & 1) == 1;
			address[2 * i] = (byte) (set ? 1 : 0);
			address[2 * i + 1] = (byte) (set ? 0 : 31);
		}
		return new byte[][] { { 1 }, address, {} };
	}

}

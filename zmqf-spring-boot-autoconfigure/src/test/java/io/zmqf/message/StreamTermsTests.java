package io.zmqf.message;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StreamTermsTests {

	@ParameterizedTest
	@CsvSource({ "1,1", "65535,65535", "0,0", "65536,0", "99999,0", "-1,0", "1e9,0", "NaN,0", "'',0", "' 1',0",
			"9223372036854775808,0" })
	void creditIsLimitedToItsRange(String data, int items) {
		assertThat(StreamTerms.credit(utf8(data))).isEqualTo(items);
	}

	/** A loop reads it. */
	@Test
	void aLongNumberIsNotRead() {
		byte[] data = utf8("x".repeat(1_000_000));
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		assertThat(StreamTerms.credit(data)).isZero();
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(data.length);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}

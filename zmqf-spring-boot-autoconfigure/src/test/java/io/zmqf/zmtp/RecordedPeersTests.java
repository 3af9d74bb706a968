package io.zmqf.zmtp;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Conversations that were recorded with libzmq 4.3.4 and JeroMQ 0.6.0, byte by byte.
 */
class RecordedPeersTests {

	static Stream<Arguments> records() {
		return Stream.of("libzmq", "jeromq")
			.flatMap((peer) -> Arrays.stream(Conversation.values())
				.map((conversation) -> Arguments.of(peer, conversation)));
	}

	@ParameterizedTest
	@MethodSource("records")
	void sendsTheRecordedBytesWithAnyPieces(String peer, Conversation conversation) throws IOException {
		Transcript transcript = Transcript.load(peer + "-" + conversation.name().toLowerCase(Locale.ROOT));
		for (int piece : new int[] { 1, 2, 3, 7, 64, 5000 }) {
			Transcript.Replay replay = transcript.replay(piece);
			conversation.speak(replay);
			replay.assertAllWasSent();
		}
	}

}

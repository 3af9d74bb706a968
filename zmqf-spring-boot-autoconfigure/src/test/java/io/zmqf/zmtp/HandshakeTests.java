package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.zmqf.zmtp.FrameDecoder.Result;
import io.zmqf.zmtp.Handshake.State;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.CurveServer;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainClient;
import io.zmqf.zmtp.mechanism.PlainServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Both sides of each mechanism with one another, in pieces of every size. */
class HandshakeTests {

	private static final CurveKeys SERVER = CurveKeys.generate();

	private static final CurveKeys CLIENT = CurveKeys.generate();

	static Stream<Arguments> mechanisms() {
		return Stream.of(Arguments.of(new NullMechanism(), new NullMechanism()),
				Arguments.of(new PlainClient("shop", "secret"), new PlainServer()),
				Arguments.of(new CurveClient(CLIENT, SERVER.publicKey()), new CurveServer(SERVER)));
	}

	@ParameterizedTest
	@MethodSource("mechanisms")
	void bothSidesCompleteWithAnyPieces(Mechanism client, Mechanism server) {
		for (int piece = 1; piece < 300; piece++) {
			Pair pair = Pair.connect(client, server, piece);
			assertThat(pair.client().state()).as("pieces of %d", piece).isEqualTo(State.DONE);
			assertThat(pair.server().state()).isEqualTo(State.DONE);
			assertThat(pair.server().peer().identity()).asString().isEqualTo("dealer");
			assertThat(pair.server().peer().socketType()).isEqualTo(SocketType.DEALER);
			assertThat(pair.client().peer().identity()).isEmpty();
			assertThat(pair.client().peer().socketType()).isEqualTo(SocketType.ROUTER);
			assertThat(pair.client().version()).isEqualTo(ZmtpVersion.ZMTP_3_1);
			assertMessageArrives(pair.client(), pair.server());
			assertMessageArrives(pair.server(), pair.client());
		}
	}

	private static void assertMessageArrives(Handshake from, Handshake to) {
		byte[][] message = { "id".getBytes(StandardCharsets.US_ASCII), {}, new byte[300] };
		FrameEncoder encoder = from.encoder(0);
		encoder.start(message);
		ByteBuffer bytes = ByteBuffer.allocate(1000);
		assertThat(encoder.write(bytes)).isTrue();
		FrameDecoder decoder = to.decoder(Pair.LIMITS, null);
		assertThat(decoder.decode(bytes.flip())).isEqualTo(Result.MESSAGE);
		assertThat(decoder.message()).isDeepEqualTo(message);
		assertThat(bytes.hasRemaining()).isFalse();
	}

}

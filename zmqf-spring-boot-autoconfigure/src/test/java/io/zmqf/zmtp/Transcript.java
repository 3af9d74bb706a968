package io.zmqf.zmtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes of a conversation in order: hexadecimal lines of a resource, which begin with
 * {@code <} for received and {@code >} for sent data.
 */
final class Transcript {

	private static final HexFormat HEX = HexFormat.of();

	/** The directory in which conversations are recorded, if set. */
	private static final String DIRECTORY = System.getProperty("zmqf.zmtp.record");

	private final List<String> lines = new ArrayList<>();

	void received(byte[] bytes) {
		add('<', bytes);
	}

	void sent(byte[] bytes) {
		add('>', bytes);
	}

	private void add(char direction, byte[] bytes) {
		int last = this.lines.size() - 1;
		if (last >= 0 && this.lines.get(last).charAt(0) == direction && direction == '>') {
			this.lines.set(last, this.lines.get(last) + HEX.formatHex(bytes));
		}
		else {
			this.lines.add(direction + HEX.formatHex(bytes));
		}
	}

	void save(String name) throws IOException {
		if (DIRECTORY != null) {
			Files.write(Path.of(DIRECTORY, name + ".txt"), this.lines);
		}
	}

	static Transcript load(String name) {
		try (InputStream resource = Transcript.class.getResourceAsStream("/zmtp/" + name + ".txt")) {
			Transcript loaded = new Transcript();
			new String(Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.US_ASCII).lines()
				.forEach(loaded.lines::add);
			return loaded;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** All bytes of one direction. */
	byte[] all(char direction) {
		StringBuilder hex = new StringBuilder();
		this.lines.stream()
			.filter((line) -> line.charAt(0) == direction)
			.forEach((line) -> hex.append(line, 1, line.length()));
		return HEX.parseHex(hex);
	}

	/** Plays the peer, in pieces, and checks each byte that it is sent. */
	Replay replay(int piece) {
		return new Replay(piece);
	}

	final class Replay implements Wire.Bytes {

		private final int piece;

		private final byte[] expected = all('>');

		private int sent;

		private int line;

		private int at;

		private Replay(int piece) {
			this.piece = piece;
		}

		@Override
		public byte[] read() {
			while (Transcript.this.lines.get(this.line).charAt(0) != '<') {
				this.line++;
				this.at = 0;
			}
			byte[] bytes = HEX.parseHex(Transcript.this.lines.get(this.line).substring(1));
			byte[] next = Arrays.copyOfRange(bytes, this.at, Math.min(bytes.length, this.at + this.piece));
			this.at += next.length;
			if (this.at == bytes.length) {
				this.line++;
				this.at = 0;
			}
			return next;
		}

		@Override
		public void write(byte[] bytes) {
			int end = this.sent + bytes.length;
			assertThat(HEX.formatHex(bytes)).as("sent from byte %d", this.sent)
				.isEqualTo(HEX.formatHex(Arrays.copyOfRange(this.expected, this.sent, end)));
			this.sent = end;
		}

		void assertAllWasSent() {
			assertThat(this.sent).isEqualTo(this.expected.length);
		}

	}

}

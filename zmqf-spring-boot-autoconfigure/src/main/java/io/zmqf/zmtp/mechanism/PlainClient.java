package io.zmqf.zmtp.mechanism;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.ZmtpException;

/**
 * The client side of PLAIN (RFC 24).
 *
 * @since 0.1.0
 */
public final class PlainClient implements Mechanism {

	private static final int MAX_LENGTH = 255;

	private final Command hello;

	/**
	 * Creates the mechanism.
	 * @param username the name of the user, at most 255 bytes
	 * @param password the password of the user, at most 255 bytes
	 */
	public PlainClient(String username, String password) {
		this.hello = Command.of("HELLO", field(username), field(password));
	}

	private static byte[] field(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length > MAX_LENGTH) {
			throw new IllegalArgumentException("A user name or password has more than " + MAX_LENGTH + " bytes");
		}
		return ByteBuffer.allocate(1 + bytes.length).put((byte) bytes.length).put(bytes).array();
	}

	@Override
	public String name() {
		return PlainServer.NAME;
	}

	@Override
	public Exchange begin(Metadata own) {
		return new Exchange() {

			private boolean welcome;

			@Override
			public Step start() {
				return Step.reply(PlainClient.this.hello);
			}

			@Override
			public Step receive(Command command) {
				if (!this.welcome && command.name().equals("WELCOME") && command.dataLength() == 0) {
					this.welcome = true;
					return Step.reply(Command.of("INITIATE", own.encode()));
				}
				if (this.welcome && command.name().equals("READY")) {
					return Step.done(null, Metadata.parse(command.data(), 0), null);
				}
				throw ZmtpException.unexpected(command);
			}

		};
	}

}

package io.zmqf.zmtp.mechanism;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.ZmtpException;

/**
 * The server side of PLAIN (RFC 24).
 *
 * @since 0.1.0
 */
public final class PlainServer implements Mechanism {

	static final String NAME = "PLAIN";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public boolean isServer() {
		return true;
	}

	@Override
	public Exchange begin(Metadata own) {
		return new Exchange() {

			private boolean accepted;

			private boolean hello;

			@Override
			public Step receive(Command command) {
				if (!this.hello && command.name().equals("HELLO")) {
					this.hello = true;
					ByteBuffer fields = ByteBuffer.wrap(command.data());
					Credentials credentials = new Credentials.Plain(next(fields), next(fields));
					if (!fields.hasRemaining()) {
						return Step.authenticate(credentials);
					}
				}
				else if (this.accepted && command.name().equals("INITIATE")) {
					Metadata peer = Metadata.parse(command.data(), 0);
					return Step.done(Command.of("READY", own.encode()), peer, null);
				}
				throw ZmtpException.unexpected(command);
			}

			@Override
			public Step accept() {
				this.accepted = true;
				return Step.reply(Command.of("WELCOME"));
			}

		};
	}

	private static String next(ByteBuffer fields) {
		int length = fields.hasRemaining() ? fields.get() & 0xff : Integer.MAX_VALUE;
		if (length > fields.remaining()) {
			throw ZmtpException.malformed("it sent a malformed HELLO");
		}
		byte[] bytes = new byte[length];
		fields.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

}

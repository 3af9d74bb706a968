package io.zmqf.zmtp.mechanism;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.ZmtpException;

/**
 * The NULL mechanism (RFC 23), without authentication and encryption.
 *
 * @since 0.1.0
 */
public final class NullMechanism implements Mechanism {

	private static final String READY = "READY";

	@Override
	public String name() {
		return "NULL";
	}

	@Override
	public Exchange begin(Metadata own) {
		return new Exchange() {

			@Override
			public Step start() {
				return Step.reply(Command.of(READY, own.encode()));
			}

			@Override
			public Step receive(Command command) {
				if (!command.name().equals(READY)) {
					throw ZmtpException.unexpected(command);
				}
				return Step.done(null, Metadata.parse(command.data(), 0), null);
			}

		};
	}

}

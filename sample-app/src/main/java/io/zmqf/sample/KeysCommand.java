package io.zmqf.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import io.zmqf.transport.security.CertificateFiles;
import io.zmqf.transport.security.CurveKeyPair;

/** Makes a pair of keys for CURVE: {@code keys <path> [role…]}. */
final class KeysCommand {

	static final String NAME = "keys";

	private KeysCommand() {
	}

	static boolean isMeant(String... args) {
		return args.length > 0 && args[0].equals(NAME);
	}

	/**
	 * Writes the two certificates, and prints where they are.
	 * @param args the name of the command, where to, without an ending, and roles
	 * @return the exit code
	 */
	static int run(String... args) {
		if (args.length < 2) {
			System.err.println("Usage: keys <path> [role...]");
			return 2;
		}
		try {
			CurveKeyPair keys = CurveKeyPair.generate();
			CertificateFiles files = keys.write(Path.of(args[1]), Arrays.copyOfRange(args, 2, args.length));
			System.out.println("Public key " + keys.publicKey() + " in " + files.publicFile());
			System.out.println("Secret key in " + files.secretFile() + ", which only you can read");
			return 0;
		}
		catch (IOException ex) {
			System.err.println("No keys were made: " + ex);
			return 1;
		}
	}

}

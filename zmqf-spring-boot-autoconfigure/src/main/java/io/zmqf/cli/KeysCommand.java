package io.zmqf.cli;

import java.io.IOException;
import java.nio.file.Path;

import io.zmqf.transport.security.CertificateFiles;
import io.zmqf.transport.security.CurveKeyPair;

/** Generates a CURVE key pair. */
final class KeysCommand {

	private KeysCommand() {
	}

	static int run(Arguments arguments, Output output) throws IOException {
		Path path = Path.of(arguments.required("The path"));
		CurveKeyPair keys = CurveKeyPair.generate();
		CertificateFiles files = keys.write(path, arguments.positional());
		output.print(Output.object()
			.put("public_key", keys.publicKey().text())
			.put("public_file", files.publicFile().toString())
			.put("secret_file", files.secretFile().toString()));
		return Command.OK;
	}

}

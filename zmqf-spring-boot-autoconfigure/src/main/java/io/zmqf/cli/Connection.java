package io.zmqf.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.JsonData;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import org.jspecify.annotations.Nullable;

/** A client of the node whose address is given on the command line. */
final class Connection implements AutoCloseable {

	/** The environment variable with the password of {@code --user}. */
	private static final String PASSWORD = "ZMQF_PASSWORD";

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "zmqf-reply");
		thread.setDaemon(true);
		return thread;
	});

	private final RequestClient client;

	private final Arguments arguments;

	private Connection(ClientSettings settings, Arguments arguments) {
		this.arguments = arguments;
		this.client = new RequestClient(settings, this.transport, new JsonData(Output.JSON), this.executor);
	}

	/**
	 * Connects to the address in the next word.
	 * @param arguments the words and options
	 * @return the connection
	 */
	static Connection open(Arguments arguments) throws IOException {
		String addresses = arguments.required("The address");
		Endpoint[] endpoints = Arrays.stream(addresses.split(","))
			.map((address) -> Endpoint.parse(address.strip()).forConnecting())
			.toArray(Endpoint[]::new);
		ClientSettings settings = ClientSettings.of("zmqf", endpoints)
			.withTimeout(arguments.duration("--timeout", ClientSettings.DEFAULT_TIMEOUT))
			.withSecurity(security(arguments));
		return new Connection(
				arguments.has("--no-correlation")
						? settings.withoutCorrelation(arguments.number("--concurrency", 1, 1, 1024)) : settings,
				arguments);
	}

	/**
	 * Creates the credentials. Secrets are read from files, because every user of the
	 * machine can see the command line.
	 */
	private static ClientSecurity security(Arguments arguments) throws IOException {
		String key = arguments.option("--key");
		String server = arguments.option("--server-key");
		String user = arguments.option("--user");
		if ((key != null) != (server != null)) {
			throw new UsageException("--key and --server-key must be used together");
		}
		if (key != null && server != null) {
			if (user != null) {
				throw new UsageException("--key and --user can't be used together");
			}
			return new ClientSecurity.Curve(CurveKeyPair.parse(text(key)),
					Files.exists(Path.of(server)) ? CurveKey.parse(text(server)) : new CurveKey(server));
		}
		return (user != null) ? new ClientSecurity.Plain(user, password(arguments.option("--password-file")))
				: ClientSecurity.NONE;
	}

	private static String password(@Nullable String file) throws IOException {
		String password = (file != null) ? text(file) : System.getenv(PASSWORD);
		if (password == null || password.isEmpty()) {
			throw new UsageException(
					"--user needs a password, in --password-file or in the environment as " + PASSWORD);
		}
		return password;
	}

	private static String text(String file) throws IOException {
		return new String(Arguments.read(file), StandardCharsets.UTF_8).strip();
	}

	/** Creates a request with the headers and options of the command line. */
	RequestSpec request(String event, byte @Nullable [] data) {
		RequestSpec request = this.client.event(event).data(data);
		this.arguments.headers().forEach(request::header);
		return this.arguments.has("--idempotent") ? request.idempotent() : request;
	}

	Duration timeout() {
		return this.arguments.duration("--timeout", ClientSettings.DEFAULT_TIMEOUT);
	}

	@Override
	public void close() {
		this.client.close();
		this.transport.close();
		this.executor.shutdownNow();
	}

}

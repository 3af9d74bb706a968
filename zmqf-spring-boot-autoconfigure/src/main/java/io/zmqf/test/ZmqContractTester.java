package io.zmqf.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.zmqf.contract.ContractChange;
import io.zmqf.contract.ZmqContract;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.Environment;

/**
 * Compares the contract of the application under test with a committed file. With {@code
 * -Dupdate-zmqf-contract=true} it writes the file instead, to create it or to accept
 * changes.
 *
 * @since 0.1.0
 */
public final class ZmqContractTester {

	private static final String UPDATE = "update-zmqf-contract";

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private final Supplier<ZmqContract> contract;

	private final Environment environment;

	ZmqContractTester(Supplier<ZmqContract> contract, Environment environment) {
		this.contract = contract;
		this.environment = environment;
	}

	/**
	 * Verifies that the application is compatible with callers that use the committed
	 * contract. Additions are allowed.
	 * @param file the path of the committed contract, relative to the working directory
	 * @throws AssertionError if the contract has changed incompatibly; the message lists
	 * the changes
	 */
	public void assertCompatible(String file) {
		verify(Path.of(file), false);
	}

	/**
	 * Verifies that the application's contract equals the committed one. Additions are
	 * not allowed.
	 * @param file the path of the committed contract, relative to the working directory
	 * @throws AssertionError if the contract has changed; the message lists the changes
	 */
	public void assertUnchanged(String file) {
		verify(Path.of(file), true);
	}

	private void verify(Path file, boolean exact) {
		if (!ZmqContract.missingLibraries().isEmpty()) {
			throw new AssertionError("The contract has no schemas to compare. Add " + ZmqContract.missingLibraries()
					+ " to the class path of the tests.");
		}
		JsonNode current = this.contract.get().asyncApi();
		if (this.environment.getProperty(UPDATE, Boolean.class, false)) {
			write(file, current);
			return;
		}
		if (!Files.exists(file)) {
			throw new AssertionError("There is no contract at " + file.toAbsolutePath() + ". " + accept(file));
		}
		List<ContractChange> changes = ZmqContract.changes(read(file), current);
		if (changes.stream().anyMatch((change) -> exact || change.breaking())) {
			throw new AssertionError(message(file, changes));
		}
	}

	private static String message(Path file, List<ContractChange> changes) {
		return "The contract differs from " + file + ".\n" + listed("Breaking changes:", changes, true)
				+ listed("Compatible changes:", changes, false) + accept(file);
	}

	private static String listed(String title, List<ContractChange> changes, boolean breaking) {
		List<ContractChange> listed = changes.stream().filter((change) -> change.breaking() == breaking).toList();
		return listed.isEmpty() ? ""
				: listed.stream()
					.map((change) -> "  - " + change + "\n")
					.collect(Collectors.joining("", title + "\n", ""));
	}

	private static String accept(Path file) {
		return "To accept the contract as it is now, run this test with -D" + UPDATE + "=true and commit "
				+ file.getFileName() + ".";
	}

	private static JsonNode read(Path file) {
		try {
			return JSON.readTree(Files.readString(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(Path file, JsonNode contract) {
		try {
			Path directory = file.toAbsolutePath().getParent();
			if (directory != null) {
				Files.createDirectories(directory);
			}
			Files.writeString(file, JSON.writeValueAsString(contract) + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

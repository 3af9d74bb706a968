package io.zmqf.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.contract.ZmqContract;
import io.zmqf.worker.HandlerRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The committed contract against that of the application. */
class ZmqContractTesterTests {

	private static final ApplicationContextRunner RUNNER = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqTesterAutoConfiguration.class));

	@TempDir
	Path directory;

	private String file = "";

	@BeforeEach
	void name() {
		this.file = this.directory.resolve("contracts").resolve("shop.json").toString();
	}

	@Test
	void isWrittenIfThePropertyIsSet() {
		commit();
		assertThat(Path.of(this.file)).content().contains("\"orders.place\"").endsWith("}\n");
		RUNNER.withUserConfiguration(Orders.class).run((context) -> {
			ZmqContractTester contract = context.getBean(ZmqContractTester.class);
			assertThatCode(() -> contract.assertUnchanged(this.file)).doesNotThrowAnyException();
			assertThatCode(() -> contract.assertCompatible(this.file)).doesNotThrowAnyException();
		});
	}

	@Test
	void hasToBeThere() {
		RUNNER.withUserConfiguration(Orders.class)
			.run((context) -> assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> context.getBean(ZmqContractTester.class).assertCompatible(this.file))
				.withMessageStartingWith("There is no contract at ")
				.withMessageEndingWith("run this test with -Dupdate-zmqf-contract=true and commit shop.json."));
		assertThat(Files.exists(Path.of(this.file))).isFalse();
	}

	@Test
	void failsWithTheBreakingChangesAndTheRemedy() {
		commit();
		RUNNER.withUserConfiguration(Changed.class).run((context) -> {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> context.getBean(ZmqContractTester.class).assertCompatible(this.file))
				.withMessage("The contract differs from " + this.file + """
						.
						Breaking changes:
						  - orders.place: request field 'quantity' was added, and is required
						  - orders.place: reply was integer, and is string
						Compatible changes:
						  - orders.list: was added
						To accept the contract as it is now, run this test with -Dupdate-zmqf-contract=true\
						 and commit shop.json.""");
		});
	}

	@Test
	void mayHaveMoreUnlessItHasToBeUnchanged() {
		commit();
		RUNNER.withUserConfiguration(Orders.class).run((context) -> {
			context.getBean(HandlerRegistry.class).register("more", CompletableFuture::completedFuture);
			ZmqContractTester contract = context.getBean(ZmqContractTester.class);
			assertThatCode(() -> contract.assertCompatible(this.file)).doesNotThrowAnyException();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> contract.assertUnchanged(this.file))
				.withMessageContaining("  - more: was added");
		});
		assertThat(ZmqContract.missingLibraries()).isEmpty();
	}

	private void commit() {
		RUNNER.withUserConfiguration(Orders.class)
			.withPropertyValues("update-zmqf-contract=true")
			.run((context) -> context.getBean(ZmqContractTester.class).assertCompatible(this.file));
	}

	static class Orders {

		record Order(String customer) {
		}

		@ZmqHandler("orders.place")
		int place(Order order) {
			return 1;
		}

	}

	static class Changed {

		record Order(String customer, int quantity) {
		}

		@ZmqHandler("orders.place")
		String place(Order order) {
			return "1";
		}

		@ZmqHandler("orders.list")
		void list() {
		}

	}

}

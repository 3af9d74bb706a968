package io.zmqf;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.zmqf.message.MessageCodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The allowed imports of each package, as in the package table of the architecture. */
@Tag("jdk-independent")
class ArchitectureTests {

	private static final JavaClasses CLASSES = importWithoutLookingIntoLibraries();

	private static final String[] ALWAYS = { "java..", "javax.crypto..", "org.jspecify.annotations..", "kotlin..",
			"kotlinx.coroutines..", "org.jetbrains.annotations.." };

	/** A package, and the imports that it may have besides the JDK and itself. */
	private record Row(String name, String... mayImport) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	private static JavaClasses importWithoutLookingIntoLibraries() {
		ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
		return new ClassFileImporter()
			.importUrl(MessageCodec.class.getProtectionDomain().getCodeSource().getLocation());
	}

	static List<Row> rows() {
		return List.of(new Row("concurrent"), new Row("message", "io.zmqf.concurrent..", "tools.jackson.."),
				new Row("zmtp"), new Row("transport", "io.zmqf.concurrent..", "io.zmqf.zmtp..", "org.zeromq.."),
				new Row("cli", "io.zmqf.client..", "io.zmqf.info..", "io.zmqf.message..", "io.zmqf.transport..",
						"org.springframework.core..", "tools.jackson.."),
				new Row("info", "io.zmqf.message..", "io.zmqf.transport..", "tools.jackson.."),
				new Row("heartbeat", "io.zmqf.concurrent..", "io.zmqf.message..", "io.zmqf.transport..",
						"tools.jackson.."),
				new Row("client", "io.zmqf.concurrent..", "io.zmqf.message..", "io.zmqf.transport..",
						"io.zmqf.heartbeat..", "tools.jackson.."),
				new Row("outgoing", "io.zmqf.message..", "io.zmqf.transport.."),
				new Row("worker", "io.zmqf.concurrent..", "io.zmqf.outgoing..", "io.zmqf.message..",
						"io.zmqf.transport..", "io.zmqf.heartbeat..", "io.zmqf.info..", "tools.jackson.."),
				new Row("router", "io.zmqf.concurrent..", "io.zmqf.outgoing..", "io.zmqf.message..",
						"io.zmqf.transport..", "io.zmqf.heartbeat..", "io.zmqf.info..", "tools.jackson.."),
				new Row("retry", "io.zmqf.client..", "io.zmqf.message..", "org.springframework.core..",
						"org.springframework.util.backoff.."),
				new Row("web", "io.zmqf.message..", "org.springframework.core..", "org.springframework.http..",
						"org.springframework.web.bind.annotation.."),
				new Row("reactive", "io.zmqf.client..", "io.zmqf.message..", "reactor..", "org.reactivestreams..",
						"io.micrometer.context..", "org.springframework.core..", "org.springframework.util.."),
				new Row("security", "io.zmqf.worker..", "io.zmqf.message..", "org.springframework.security..",
						"org.springframework.core..", "org.springframework.util..", "reactor..",
						"io.micrometer.context.."),
				new Row("service", "io.zmqf.client..", "io.zmqf.reactive..", "io.zmqf.message..",
						"org.springframework..", "tools.jackson..", "com.fasterxml.jackson.annotation..", "reactor..",
						"org.apache.commons.logging.."),
				new Row("annotation", "io.zmqf.service..", "io.zmqf.worker..", "io.zmqf.message..",
						"org.springframework..", "tools.jackson..", "com.fasterxml.jackson.annotation..",
						"org.reactivestreams..", "reactor..", "org.apache.commons.logging..", "jakarta.validation..",
						"io.micrometer.context.."),
				new Row("contract", "io.zmqf.annotation..", "io.zmqf.worker..", "org.springframework.core..",
						"org.springframework.util..", "tools.jackson..", "com.github.victools..",
						"com.fasterxml.classmate.."));
	}

	@ParameterizedTest
	@MethodSource("rows")
	void packagesImportOnlyTheAllowedTypes(Row row) {
		String[] own = { "io.zmqf." + row.name() + ".." };
		Predicate<JavaClass> allowed = JavaClass.Predicates.resideInAnyPackage(ALWAYS)
			.or(JavaClass.Predicates.resideInAnyPackage(own))
			.or(JavaClass.Predicates.resideInAnyPackage(row.mayImport()))
			.or(singleType(row.name()));
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(own[0])
			.should()
			.onlyDependOnClassesThat(DescribedPredicate.describe("its row allows",
					(dependency) -> dependency.isPrimitive() || allowed.test(dependency.getBaseComponentType())))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	/**
	 * The single Spring type in the public API of the library, and the single type
	 * outside the public package of JeroMQ that its public methods accept.
	 */
	private static DescribedPredicate<JavaClass> singleType(String name) {
		return DescribedPredicate.describe("single types",
				(dependency) -> name.equals("client")
						&& dependency.getName().equals("org.springframework.core.ParameterizedTypeReference")
						|| name.equals("transport") && dependency.getName().equals("zmq.Msg"));
	}

	@Test
	void onlyTheJeroMqTransportUsesJeroMq() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.zmqf.transport.jeromq..")
			.and()
			.doNotHaveSimpleName("ZmqJeroMqAutoConfiguration")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.zeromq..", "zmq..")
			.check(CLASSES);
	}

	@Test
	void transportInterfaceDependsOnNoImplementation() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("io.zmqf.transport", "io.zmqf.transport.security..", "io.zmqf.transport.internal..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.zmqf.transport.nio..", "io.zmqf.transport.jeromq..")
			.check(CLASSES);
	}

	@Test
	void protocolDependsOnNoMechanismAndMechanismsOnlyOnTheProtocol() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.zmqf.zmtp")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.zmqf.zmtp.mechanism..", "io.zmqf.zmtp.curve..")
			.check(CLASSES);
		SlicesRuleDefinition.slices().matching("io.zmqf.zmtp.(*)..").should().notDependOnEachOther().check(CLASSES);
	}

	@Test
	void theProtocolDoesNoInputOrOutputStartsNoThreadAndReadsNoClock() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.zmqf.zmtp..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.io", "java.net..", "java.nio.channels..", "java.nio.file..",
					"java.util.concurrent..", "java.time..")
			.orShould()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.check(CLASSES);
	}

	@Test
	void theTransportOfJeroMqUsesItsPublicApiAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.zmqf.transport.jeromq..")
			.should()
			.dependOnClassesThat(
					JavaClass.Predicates.resideInAnyPackage("zmq..", "io.zmqf.transport.nio..", "io.zmqf.zmtp..")
						.and(DescribedPredicate.not(singleType("transport"))))
			.check(CLASSES);
	}

	/**
	 * A map can't order buffers, so that a peer that chooses its bytes can have each of
	 * many found after all others.
	 */
	@Test
	void rolesDoNotUseByteBuffersAsKeys() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage("io.zmqf.client..", "io.zmqf.heartbeat..", "io.zmqf.outgoing..", "io.zmqf.router..",
					"io.zmqf.worker..")
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(ByteBuffer.class)
			.check(CLASSES);
	}

	@Test
	void nothingImportsTheAutoConfiguration() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.zmqf.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.zmqf.autoconfigure..")
			.check(CLASSES);
	}

	@Test
	void nothingImportsTheTestsOfApplications() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage("io.zmqf.test..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.zmqf.test..", "org.junit..", "org.assertj..", "org.springframework.test..",
					"org.springframework.boot.test..")
			.check(CLASSES);
	}

	@Test
	void noPackageImportsOneThatImportsItInTurn() {
		SlicesRuleDefinition.slices().matching("io.zmqf.(*)..").should().beFreeOfCycles().check(CLASSES);
		SlicesRuleDefinition.slices().matching("io.zmqf.transport.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> unmarked = CLASSES.stream()
			.filter((type) -> !type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked"))
			.map(JavaClass::getPackageName)
			.collect(Collectors.toSet());
		assertThat(unmarked).isEmpty();
	}

	@Test
	void theClassesAreThere() {
		assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains("io.zmqf.message", "io.zmqf.transport",
				"io.zmqf.client", "io.zmqf.worker", "io.zmqf.router");
	}

}

package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(30)
class SocketFileTests {

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

	private final List<ServerSocketChannel> channels = new ArrayList<>();

	@TempDir
	Path directory;

	@AfterEach
	void close() throws IOException {
		for (ServerSocketChannel channel : this.channels) {
			channel.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-------", "rw-rw----", "rw-rw-rw-" })
	void hasTheRequestedPermissions(String permissions) throws IOException {
		bind(path(), PosixFilePermissions.fromString(permissions));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo(permissions);
	}

	@Test
	void isInaccessibleUntilThePermissionsAreSet() throws IOException {
		BindingWatch watch = new BindingWatch(open());
		SocketFile.bind(watch, 10, path(), PRIVATE);
		assertThat(watch.directoryPermissions).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(watch.path).isNotEqualTo(path());
	}

	@Test
	void leavesNothingElseBehind() throws IOException {
		bind(path(), PRIVATE);
		assertThat(files()).containsExactly(path());
	}

	@Test
	void replacesTheFileOfASocketThatIsGone() throws IOException {
		makeStale(path());
		bind(path(), PRIVATE);
		assertThat(isServed(path())).isTrue();
		assertThat(files()).containsExactly(path());
	}

	@Test
	void refusesAPathThatIsServed() throws IOException {
		bind(path(), PRIVATE);
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(path(), PRIVATE))
			.withMessageContaining("another process listens");
		assertThat(isServed(path())).isTrue();
		assertThat(files()).containsExactly(path());
	}

	@Test
	void rejectsAPathWhoseServerDoesNotAccept() throws IOException {
		ServerSocketChannel busy = open();
		busy.bind(UnixDomainSocketAddress.of(path()), 1);
		List<SocketChannel> waiting = new ArrayList<>();
		try {
			while (wait(path(), waiting)) {
				assertThat(waiting).hasSizeLessThan(100);
			}
			assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(path(), PRIVATE));
		}
		finally {
			for (SocketChannel channel : waiting) {
				channel.close();
			}
		}
	}

	@Test
	void rejectsAndKeepsOtherFiles() throws IOException {
		Files.writeString(path(), "precious");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(path(), PRIVATE))
			.withMessageContaining("not a socket");
		assertThat(path()).hasContent("precious");
	}

	@Test
	void refusesAndKeepsALinkToAStaleSocket() throws IOException {
		Path stale = this.directory.resolve("stale");
		makeStale(stale);
		Files.createSymbolicLink(path(), stale);
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(path(), PRIVATE));
		assertThat(files()).containsExactlyInAnyOrder(path(), stale);
	}

	@Test
	void yieldsToAConcurrentStart() throws IOException {
		Path claim = Files.createDirectory(claim());
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(path(), PRIVATE))
			.withMessageContaining(claim.toString());
		assertThat(files()).containsExactly(claim);
	}

	@Test
	void ignoresAStarterThatDied() throws IOException {
		Files.createDirectory(claim());
		makeStale(claim().resolve("s"));
		Files.setLastModifiedTime(claim(), FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
		bind(path(), PRIVATE);
		assertThat(files()).containsExactly(path());
	}

	@Test
	void oneOfManyStartersWinsAndIsNotDisturbed() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			for (int round = 0; round < 20; round++) {
				Path path = this.directory.resolve("round" + round);
				makeStale(path);
				Callable<Boolean> starter = () -> starts(path);
				int winners = 0;
				for (Future<Boolean> started : threads.invokeAll(Collections.nCopies(8, starter))) {
					winners += started.get() ? 1 : 0;
				}
				assertThat(winners).isEqualTo(1);
				assertThat(isServed(path)).isTrue();
			}
		}
		finally {
			threads.shutdown();
			assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void isDeleted() throws IOException {
		SocketFile file = bind(path(), PRIVATE);
		file.delete();
		assertThat(files()).isEmpty();
		assertThatCode(file::delete).doesNotThrowAnyException();
	}

	@Test
	void isNotDeletedWhenItIsAnothersByNow() throws IOException {
		SocketFile file = bind(path(), PRIVATE);
		Files.delete(path());
		bind(path(), PRIVATE);
		file.delete();
		assertThat(isServed(path())).isTrue();
	}

	@Test
	void takesTheLongestPathThatIsAllowed() throws IOException {
		Path longest = pathOf(102);
		assertThatCode(() -> SocketFile.check(longest)).doesNotThrowAnyException();
		bind(longest, PRIVATE);
		assertThat(isServed(longest)).isTrue();
	}

	@Test
	void rejectsALongerPathWithTheLimit() {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketFile.check(pathOf(103)))
			.withMessageContainingAll(pathOf(103).toString(), "103 bytes", "1 to 102");
	}

	@Test
	void countsBytesAndNotCharacters() {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketFile.check(Path.of("ä".repeat(52))));
		assertThatCode(() -> SocketFile.check(Path.of("ä".repeat(51)))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/" })
	void refusesAPathWithoutAName(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketFile.check(Path.of(path)));
	}

	private Path path() {
		return this.directory.resolve("orders");
	}

	private Path claim() {
		return this.directory.resolve(".orders~");
	}

	private Path pathOf(int length) {
		int rest = length - this.directory.toString().length() - 1;
		return this.directory.resolve("x".repeat(rest));
	}

	private ServerSocketChannel open() throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		synchronized (this.channels) {
			this.channels.add(channel);
		}
		return channel;
	}

	private SocketFile bind(Path path, Set<PosixFilePermission> permissions) throws IOException {
		return SocketFile.bind(open(), 10, path, permissions);
	}

	private boolean starts(Path path) throws IOException {
		try {
			bind(path, PRIVATE);
			return true;
		}
		catch (BindException ex) {
			return false;
		}
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	private static void makeStale(Path path) throws IOException {
		try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			gone.bind(UnixDomainSocketAddress.of(path));
		}
		assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

	private static boolean isServed(Path path) throws IOException {
		List<SocketChannel> connected = new ArrayList<>();
		boolean served = wait(path, connected);
		connected.get(0).close();
		return served;
	}

	private static boolean wait(Path path, List<SocketChannel> waiting) throws IOException {
		SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
		waiting.add(channel);
		channel.configureBlocking(false);
		try {
			return channel.connect(UnixDomainSocketAddress.of(path));
		}
		catch (IOException ex) {
			return false;
		}
	}

}

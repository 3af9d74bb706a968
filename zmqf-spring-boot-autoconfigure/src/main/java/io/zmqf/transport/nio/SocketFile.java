package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket that this process has bound.
 * <p>
 * The file is created in a directory of its own, the <em>claim</em>, and then moved to
 * its path. No other user can enter the claim, so that nobody can connect before the
 * permissions are set. Only one process can create the claim, so that two starting
 * processes can't take each other's new socket for a stale one. The move is atomic, so
 * that a stale file is replaced and never deleted. A process that dies before the move
 * leaves the claim behind, which is ignored after a while.
 */
final class SocketFile {

	/**
	 * The maximum length of a path. The address has room for 108 bytes, of which the JDK
	 * uses all but two.
	 */
	private static final int MAX_ADDRESS_BYTES = System.getProperty("os.name", "").startsWith("Mac") ? 102 : 106;

	private static final String CLAIM = ".%s~";

	private static final String CLAIMED = "s";

	/** The length of {@link #CLAIM}, {@link #CLAIMED} and the slash between them. */
	private static final int CLAIM_BYTES = 4;

	private static final Duration CLAIM_LASTS = Duration.ofSeconds(10);

	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET_TYPE = 0140000;

	private final Path path;

	private final Set<PosixFilePermission> permissions;

	private final @Nullable Object identity;

	private SocketFile(Path path, Set<PosixFilePermission> permissions, @Nullable Object identity) {
		this.path = path;
		this.permissions = permissions;
		this.identity = identity;
	}

	Set<PosixFilePermission> permissions() {
		return this.permissions;
	}

	/** Validates that a path has a file name and leaves room for the claim. */
	static void check(Path path) {
		int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
		int allowed = MAX_ADDRESS_BYTES - CLAIM_BYTES;
		if (length == 0 || path.getFileName() == null || length > allowed) {
			throw new IllegalArgumentException("The path '" + path + "' of a Unix domain socket has " + length
					+ " bytes: a file name, and 1 to " + allowed + " bytes, are allowed");
		}
	}

	/**
	 * Binds a channel to a path and starts listening.
	 * @throws BindException if another socket is bound to the path or about to be, or if
	 * the path is not a socket
	 */
	static SocketFile bind(ServerSocketChannel channel, int backlog, Path path, Set<PosixFilePermission> permissions)
			throws IOException {
		Path claim = claim(path);
		Path claimed = claim.resolve(CLAIMED);
		try {
			channel.bind(UnixDomainSocketAddress.of(claimed), backlog);
			Files.setPosixFilePermissions(claimed, permissions);
			requireFree(path);
			SocketFile file = new SocketFile(path, permissions, identity(claimed));
			Files.move(claimed, path, StandardCopyOption.ATOMIC_MOVE);
			return file;
		}
		finally {
			release(claim);
		}
	}

	/**
	 * Deletes the file if it still belongs to this socket. It must be called while the
	 * socket listens. Otherwise a starting process could take the path for free, and its
	 * file would be deleted.
	 */
	void delete() throws IOException {
		if (this.identity != null && this.identity.equals(identity(this.path))) {
			Files.deleteIfExists(this.path);
		}
	}

	/** Whether no file exists at the path. */
	boolean isRemoved() {
		return Files.notExists(this.path, LinkOption.NOFOLLOW_LINKS);
	}

	private static Path claim(Path path) throws IOException {
		Path claim = path.resolveSibling(CLAIM.formatted(path.getFileName()));
		if (isAbandoned(claim)) {
			release(claim);
		}
		try {
			return Files.createDirectory(claim,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		catch (FileAlreadyExistsException ex) {
			throw new BindException("another process is about to bind it, which has created " + claim);
		}
	}

	private static boolean isAbandoned(Path claim) throws IOException {
		try {
			FileTime made = Files.getLastModifiedTime(claim, LinkOption.NOFOLLOW_LINKS);
			return made.toInstant().isBefore(Instant.now().minus(CLAIM_LASTS));
		}
		catch (NoSuchFileException ex) {
			return false;
		}
	}

	private static void release(Path claim) throws IOException {
		Files.deleteIfExists(claim.resolve(CLAIMED));
		Files.deleteIfExists(claim);
	}

	/** Returns if the path is free or holds a stale socket. */
	private static void requireFree(Path path) throws IOException {
		try {
			int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
			if ((mode & FILE_TYPE) != SOCKET_TYPE) {
				throw new BindException("the file exists and is not a socket");
			}
			if (isServed(path)) {
				throw new BindException("another process listens on it");
			}
		}
		catch (NoSuchFileException ex) {
			// the path is free
		}
	}

	private static boolean isServed(Path path) throws IOException {
		try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			probe.configureBlocking(false); // does not block if the backlog is full
			return isServed(probe, path);
		}
	}

	private static boolean isServed(SocketChannel probe, Path path) throws IOException {
		try {
			probe.connect(UnixDomainSocketAddress.of(path));
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (SocketException ex) {
			// the backlog is full, or permission is denied: somebody may serve the path
			return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
		}
	}

	/** Returns the device and inode, which no other file has while the socket is open. */
	private static @Nullable Object identity(Path path) throws IOException {
		try {
			return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

}

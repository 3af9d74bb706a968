package io.zmqf.message;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

import org.jspecify.annotations.Nullable;

/**
 * The file that stores the ids of nodes across restarts, in the format of Python's {@code
 * configparser}. The {@code node_id} is in a section for the type of node, such as {@code
 * [worker]}. Other content of the file is preserved.
 *
 * @since 0.1.0
 */
public final class NodeIdentityFile {

	/** Serialises access within this process. The lock file does so between processes. */
	private static final Object LOCK = new Object();

	private final Path file;

	/**
	 * Creates access to a file, which need not exist.
	 * @param file the path of the file
	 */
	public NodeIdentityFile(Path file) {
		this.file = file;
	}

	/**
	 * Reads the id of a node, or generates and stores a new one. The file is created if
	 * necessary. It is replaced atomically, so that no reader sees a part of it.
	 * @param type the type of the node
	 * @return the identity, with a new session id
	 * @throws IllegalStateException if the stored id is invalid, or the file cannot be
	 * read or written
	 */
	public NodeIdentity identity(NodeType type) {
		try {
			String nodeId = read(type);
			return (nodeId != null) ? existing(type, nodeId) : create(type);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The node id of the " + type.wireName() + " can't be stored in " + this.file
					+ ": " + ex.getClass().getSimpleName() + ": " + ex.getMessage(), ex);
		}
	}

	private NodeIdentity existing(NodeType type, String nodeId) {
		try {
			return NodeIdentity.of(nodeId);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException("In " + this.file + " the node_id '" + nodeId + "' of section ["
					+ type.wireName() + "] is not 32 lower-case hexadecimal digits: correct it, or remove the line to "
					+ "create a new id", ex);
		}
	}

	private NodeIdentity create(NodeType type) throws IOException {
		Path parent = this.file.toAbsolutePath().getParent();
		if (parent != null) {
			Files.createDirectories(parent);
		}
		synchronized (LOCK) {
			Path lockFile = this.file.resolveSibling(this.file.getFileName() + ".lock");
			try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
					FileLock lock = channel.lock()) {
				String written = read(type); // by the previous owner of the lock
				if (written != null) {
					return existing(type, written);
				}
				NodeIdentity identity = NodeIdentity.random();
				IniText text = text();
				replace(text.with(type.wireName(), identity.nodeId()));
				return identity;
			}
		}
	}

	private @Nullable String read(NodeType type) throws IOException {
		return text().nodeId(type.wireName());
	}

	/** Reads bytes as characters, so that text in any encoding is preserved. */
	private IniText text() throws IOException {
		return new IniText(Files.exists(this.file) ? Files.readString(this.file, StandardCharsets.ISO_8859_1) : "");
	}

	private void replace(IniText text) throws IOException {
		boolean exists = Files.exists(this.file);
		Path target = exists ? this.file.toRealPath() : this.file;
		Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
		try {
			Files.writeString(temporary, text.text(), StandardCharsets.ISO_8859_1);
			if (exists) {
				copyPermissions(target, temporary);
			}
			Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	private static void copyPermissions(Path from, Path to) throws IOException {
		PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class,
				LinkOption.NOFOLLOW_LINKS);
		if (source != null) {
			Files.setPosixFilePermissions(to, source.readAttributes().permissions());
		}
	}

}

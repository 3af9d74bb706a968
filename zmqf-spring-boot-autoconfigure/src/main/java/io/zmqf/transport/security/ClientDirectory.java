package io.zmqf.transport.security;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A directory with the public certificates of clients, one in each file that ends in
 * {@code .key}. A client's name is the one in its certificate, or else the file's.
 *
 * @since 0.1.0
 */
public final class ClientDirectory {

	private static final String ENDING = ".key";

	/** What is seen of a file that can't be read, so that it is tried again. */
	private static final Object UNREAD = "";

	private final Path directory;

	private final Listener listener;

	private Map<Path, Object> seen = Map.of();

	private Map<Path, Peer> clients = Map.of();

	/** Is told what can't be used. Neither blocks nor throws. */
	@FunctionalInterface
	public interface Listener {

		/**
		 * A file is no certificate, so that its client is not let in, or can't be read
		 * for now, so that its client is let in as it was before.
		 * @param reason the fault, with the file's name and nothing of its content
		 */
		void unusable(String reason);

	}

	/**
	 * Creates a directory that is read when it is asked for.
	 * @param directory the directory of the certificates
	 * @param listener the listener to notify about certificates that can't be used
	 */
	public ClientDirectory(Path directory, Listener listener) {
		this.directory = directory;
		this.listener = listener;
	}

	/**
	 * Whether something is other than it was when {@link #read()} was called last.
	 * @return {@code true} the first time too
	 * @throws IOException if the directory can't be read
	 */
	public synchronized boolean hasChanged() throws IOException {
		return this.seen.isEmpty() || !this.seen.equals(look());
	}

	/**
	 * Reads all certificates. What can't be used of them is told once.
	 * @return the clients in the order of their files
	 * @throws IOException if the directory can't be read, unlike a file in it
	 */
	public synchronized List<Peer> read() throws IOException {
		Map<Path, Object> files = look();
		Map<Path, Peer> read = new TreeMap<>();
		for (Map.Entry<Path, Object> entry : files.entrySet()) {
			String fault = entry.getKey().toString().endsWith(ENDING) ? read(entry, read) : null;
			if (fault != null && !entry.getValue().equals(this.seen.get(entry.getKey()))) {
				this.listener.unusable(fault);
			}
		}
		this.seen = files;
		this.clients = read;
		return List.copyOf(read.values());
	}

	/** Reads a certificate, or returns why it can't be used. */
	private @Nullable String read(Map.Entry<Path, Object> entry, Map<Path, Peer> read) {
		Path file = entry.getKey();
		try {
			read.put(file, client(file, CurveCertificate.read(file)));
			return null;
		}
		catch (IOException ex) {
			if (ex.getCause() != null) { // it was read, and is no certificate
				return ex.getMessage();
			}
			entry.setValue(UNREAD);
			Peer before = this.clients.get(file);
			if (before != null) {
				read.put(file, before);
			}
			return file + " can't be read, and its client stays as it was: " + ex;
		}
		catch (IllegalArgumentException ex) {
			return file + ": " + ex.getMessage();
		}
	}

	private static Peer client(Path file, CurveCertificate certificate) {
		String name = certificate.name();
		String fileName = String.valueOf(file.getFileName());
		return new Peer((name != null) ? name : fileName.substring(0, fileName.length() - ENDING.length()),
				certificate.roles(), certificate.publicKey());
	}

	/** All files with what shows a change, and the directory itself. */
	private Map<Path, Object> look() throws IOException {
		Map<Path, Object> files = new TreeMap<>();
		files.put(this.directory, String.valueOf(this.directory.toRealPath()));
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(this.directory, "*" + ENDING)) {
			for (Path file : entries) {
				BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
				files.put(file, List.of(attributes.lastModifiedTime(), attributes.size(),
						String.valueOf(attributes.fileKey())));
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return files;
	}

	@Override
	public String toString() {
		return this.directory.toString();
	}

}

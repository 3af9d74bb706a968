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
 * {@code .key}. The name of a client is that of its certificate, or else that of the
 * file.
 *
 * @since 0.1.0
 */
public final class ClientDirectory {

	private static final String ENDING = ".key";

	/**
	 * The recorded state of an unreadable file. It differs from every real state, so that
	 * the file is read again.
	 */
	private static final Object UNREAD = "";

	private final Path directory;

	private final Listener listener;

	private Map<Path, Object> seen = Map.of();

	private Map<Path, Peer> clients = Map.of();

	/**
	 * Listens for unusable certificates. Implementations must neither block nor throw.
	 */
	@FunctionalInterface
	public interface Listener {

		/**
		 * Called when a file is not a certificate or cannot be read. In the first case
		 * its client is not accepted. In the second case its previous client remains
		 * accepted.
		 * @param reason the fault, with the name of the file but none of its content
		 */
		void unusable(String reason);

	}

	/**
	 * Creates a directory, which is not read yet.
	 * @param directory the path of the directory
	 * @param listener the listener to notify of unusable certificates
	 */
	public ClientDirectory(Path directory, Listener listener) {
		this.directory = directory;
		this.listener = listener;
	}

	/**
	 * Whether the directory has changed since the last call of {@link #read()}.
	 * @return {@code true} also before the first call
	 * @throws IOException if the directory cannot be read
	 */
	public synchronized boolean hasChanged() throws IOException {
		return this.seen.isEmpty() || !this.seen.equals(fileStates());
	}

	/**
	 * Reads all certificates. The listener is notified once of each unusable one.
	 * @return the clients in the order of their files
	 * @throws IOException if the directory cannot be read; an unreadable file does not
	 * cause it
	 */
	public synchronized List<Peer> read() throws IOException {
		Map<Path, Object> files = fileStates();
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

	/**
	 * Reads a certificate. Returns the reason if it is unusable, otherwise {@code null}.
	 */
	private @Nullable String read(Map.Entry<Path, Object> entry, Map<Path, Peer> read) {
		Path file = entry.getKey();
		try {
			read.put(file, client(file, CurveCertificate.read(file)));
			return null;
		}
		catch (IOException ex) {
			if (ex.getCause() != null) { // the file was read but is no certificate
				return ex.getMessage();
			}
			entry.setValue(UNREAD);
			Peer before = this.clients.get(file);
			if (before != null) {
				read.put(file, before);
			}
			return file + " can't be read, and its client is unchanged: " + ex;
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

	/** The state of all files and of the directory itself. It differs after a change. */
	private Map<Path, Object> fileStates() throws IOException {
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

package io.zmqf.transport.security;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory with the public certificates of clients, one in each file that ends in
 * {@code .key}. A client's name is the one in its certificate, or else the file's.
 *
 * @since 0.1.0
 */
public final class ClientDirectory {

	private static final String ENDING = ".key";

	private final Path directory;

	private final Listener listener;

	private Map<Path, Object> seen = Map.of();

	/** Is told what can't be used. Neither blocks nor throws. */
	@FunctionalInterface
	public interface Listener {

		/**
		 * A file is no certificate, so that its client is not let in.
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
	 * Reads all certificates.
	 * @return the clients in the order of their files
	 * @throws IOException if the directory can't be read, unlike a file in it
	 */
	public synchronized List<Peer> read() throws IOException {
		Map<Path, Object> files = look();
		List<Peer> clients = new ArrayList<>();
		for (Path file : files.keySet()) {
			if (file.toString().endsWith(ENDING)) {
				try {
					clients.add(client(file, CurveCertificate.read(file)));
				}
				catch (IOException ex) {
					this.listener.unusable(String.valueOf(ex.getMessage()));
				}
				catch (IllegalArgumentException ex) {
					this.listener.unusable(file + ": " + ex.getMessage());
				}
			}
		}
		this.seen = files;
		return clients;
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

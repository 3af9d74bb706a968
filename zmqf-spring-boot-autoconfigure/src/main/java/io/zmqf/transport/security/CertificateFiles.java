package io.zmqf.transport.security;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The certificate files of one key pair.
 *
 * @param publicFile the public certificate, which may be given to others
 * @param secretFile the secret certificate, which only its owner may read
 * @since 0.1.0
 */
public record CertificateFiles(Path publicFile, Path secretFile) {

	static CertificateFiles write(CurveKeyPair keys, Path path, String... roles) throws IOException {
		Path fileName = path.getFileName();
		String name = (fileName != null) ? fileName.toString() : "";
		if (name.isEmpty() || name.contains("\"")) {
			throw new IOException("'" + path + "' has no file name for a certificate");
		}
		CertificateFiles files = new CertificateFiles(path.resolveSibling(name + ".key"),
				path.resolveSibling(name + ".key_secret"));
		write(files.secretFile, CurveCertificate.secretText(keys, name), "rw-------");
		try {
			write(files.publicFile, CurveCertificate.publicText(keys, name, roles), "rw-r--r--");
		}
		catch (IOException ex) {
			Files.deleteIfExists(files.secretFile);
			throw ex;
		}
		return files;
	}

	/**
	 * Creates a file with its permissions before the content is written, so that no other
	 * user can read it.
	 */
	private static void write(Path file, byte[] content, String permissions) throws IOException {
		boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
		FileAttribute<?>[] attributes = posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
		Files.createFile(file, attributes);
		Files.write(file, content);
	}

}

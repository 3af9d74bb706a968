package io.zmqf.transport.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Loads JeroMQ and what is built on its private members once more, with one member
 * renamed: a JeroMQ that nobody has seen yet.
 */
public final class AlteredJeroMq extends ClassLoader {

	private final byte[] member;

	private final byte[] renamed;

	/**
	 * Renames a member.
	 * @param member its name, wherever it occurs in JeroMQ, so not one that a class of
	 * the JDK has too
	 */
	public AlteredJeroMq(String member) {
		super(AlteredJeroMq.class.getClassLoader());
		this.member = constant(member);
		this.renamed = constant("_" + member.substring(1));
	}

	/**
	 * What a class says that asks this JeroMQ.
	 * @param type the class, with a public static method {@code supported()}
	 * @return its answer
	 */
	public boolean supports(Class<?> type) {
		try {
			Class<?> loaded = loadClass(type.getName());
			return (boolean) loaded.getMethod("supported").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new LinkageError(ex.getMessage(), ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			if (loaded != null) {
				return loaded;
			}
			return isOwn(name) ? define(name) : super.loadClass(name, resolve);
		}
	}

	private static boolean isOwn(String name) {
		return name.startsWith("zmq.") || name.startsWith("org.zeromq.") || name.startsWith("io.zmqf.transport.");
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (file == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] code = file.readAllBytes();
			return defineClass(name, name.startsWith("zmq.") ? altered(code) : code, 0, code.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private byte[] altered(byte[] code) {
		for (int i = 0; i <= code.length - this.member.length; i++) {
			if (Arrays.equals(code, i, i + this.member.length, this.member, 0, this.member.length)) {
				System.arraycopy(this.renamed, 0, code, i, this.renamed.length);
			}
		}
		return code;
	}

	/** A name as a class file holds it: tag, length and text. */
	private static byte[] constant(String name) {
		byte[] text = name.getBytes(StandardCharsets.US_ASCII);
		byte[] constant = new byte[text.length + 3];
		constant[0] = 1;
		constant[2] = (byte) text.length;
		System.arraycopy(text, 0, constant, 3, text.length);
		return constant;
	}

}

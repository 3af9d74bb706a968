package io.zmqf.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeIdentityFile;
import io.zmqf.message.NodeType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/** Who the nodes of the application are, from a file where one is set. */
final class NodeIdentities {

	private static final String PROPERTY = "zmqf.node.config-file";

	private final @Nullable String file;

	NodeIdentities(@Nullable String file) {
		this.file = StringUtils.hasText(file) ? file : null;
	}

	/**
	 * The identity of a node.
	 * @param type the type of the node
	 * @return the identity
	 */
	NodeIdentity of(NodeType type) {
		if (this.file == null) {
			return NodeIdentity.random();
		}
		try {
			return new NodeIdentityFile(Path.of(this.file)).identity(type);
		}
		catch (InvalidPathException ex) {
			throw new PropertyException(PROPERTY, this.file, "is no path: " + ex.getReason(),
					"Set it to a file that can be written.", ex);
		}
		catch (IllegalStateException ex) {
			throw new PropertyException(PROPERTY, this.file, "can't be used: " + ex.getMessage(),
					"Correct the file or its permissions, or set the property to another file.", ex);
		}
	}

}

package io.zmqf.info;

import java.util.List;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of its application, and to whom.
 *
 * @param application the name of the application, {@code null} for none
 * @param version the version of the application, {@code null} where it is not known
 * @param roles all roles of the application, none for that of the node alone
 * @param operatorRole the role that others need to ask, {@code null} where nobody else
 * may
 * @param toEverybody whether everybody may ask who can connect
 * @since 0.1.0
 */
public record Disclosure(@Nullable String application, @Nullable String version, List<String> roles,
		@Nullable String operatorRole, boolean toEverybody) {

	/** To those inside the process alone, and without an application. */
	public static final Disclosure INSIDE = new Disclosure(null, null, List.of(), null, false);

	/** What others are told who ask. */
	public static final String REFUSAL = "Only operators may ask: zmqf.security.server.operator-role says who they are";

	public Disclosure {
		roles = List.copyOf(roles);
	}

	/**
	 * Whether somebody may ask who is connected to an address of the node.
	 * @param peer who it is, {@code null} where that is not known
	 * @param inside whether the address can be reached from inside the process alone
	 * @return {@code true} to give an answer
	 */
	public boolean isFor(@Nullable Peer peer, boolean inside) {
		return inside || this.toEverybody
				|| this.operatorRole != null && peer != null && peer.roles().contains(this.operatorRole);
	}

}

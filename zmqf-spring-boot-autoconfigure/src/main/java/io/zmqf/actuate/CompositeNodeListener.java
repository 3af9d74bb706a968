package io.zmqf.actuate;

import java.util.Collection;

import io.zmqf.heartbeat.LateNode;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import org.jspecify.annotations.Nullable;

/** Several listeners to heartbeats. */
final class CompositeNodeListener extends CompositeListener<NodeListener> implements NodeListener {

	CompositeNodeListener(Collection<? extends NodeListener> listeners) {
		super(listeners);
	}

	@Override
	public void heard(Node node, boolean first, boolean understandsQuestions) {
		tell((listener) -> listener.heard(node, first, understandsQuestions));
	}

	@Override
	public void late(LateNode late) {
		tell((listener) -> listener.late(late));
	}

	@Override
	public void left(Node node) {
		tell((listener) -> listener.left(node));
	}

	@Override
	public void missed(Node node) {
		tell((listener) -> listener.missed(node));
	}

	@Override
	public void lost(Node node) {
		tell((listener) -> listener.lost(node));
	}

	@Override
	public void refused(boolean malformed, @Nullable String address, String reason) {
		tell((listener) -> listener.refused(malformed, address, reason));
	}

	@Override
	public void receiver(String endpoint, boolean alive) {
		tell((listener) -> listener.receiver(endpoint, alive));
	}

}

package io.zmqf.actuate.event;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.actuate.RoleListener;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.PeerName;
import io.zmqf.router.RouterListener;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes a {@link ZmqEvent} for each notification of a listener, in order, on a
 * separate thread. A slow application listener delays only other application listeners.
 * If the queue is full, events are dropped and counted.
 *
 * @since 0.1.0
 */
public final class EventPublisher
		implements TransportListener, RouterListener, NodeListener, RoleListener, SmartLifecycle {

	/** The capacity of the queue. */
	public static final int CAPACITY = 1024;

	/**
	 * The lifecycle phase: starts before the first role, and stops after the last one.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 7 * 1024;

	private static final int LAST_SECONDS = 1;

	private static final Log logger = LogFactory.getLog(EventPublisher.class);

	private final ApplicationEventPublisher publisher;

	private final AtomicLong lost = new AtomicLong();

	private final AtomicBoolean failed = new AtomicBoolean();

	private volatile @Nullable ThreadPoolExecutor executor;

	/**
	 * Creates a publisher, which must be started.
	 * @param publisher the publisher of application events
	 */
	public EventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	/** Starts publishing. */
	@Override
	public synchronized void start() {
		if (this.executor == null) {
			this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CAPACITY),
					(task) -> {
						Thread thread = new Thread(task, "zmqf-events");
						thread.setDaemon(true);
						return thread;
					});
		}
	}

	/** Publishes queued events for at most one second, and stops. */
	@Override
	public synchronized void stop() {
		ThreadPoolExecutor ending = this.executor;
		this.executor = null;
		if (ending != null) {
			ending.shutdown();
			try {
				if (!ending.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
					this.lost.addAndGet(ending.shutdownNow().size());
				}
			}
			catch (InterruptedException ex) {
				ending.shutdownNow();
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Whether the publisher is started.
	 * @return {@code true} between start and stop
	 */
	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * The number of events that were dropped because the queue was full.
	 * @return the number since the application started
	 */
	public long lost() {
		return this.lost.get();
	}

	private void publish(ZmqEvent event) {
		ThreadPoolExecutor current = this.executor;
		if (current == null) {
			return;
		}
		try {
			current.execute(() -> publishNow(event));
		}
		catch (RejectedExecutionException ex) {
			this.lost.incrementAndGet();
		}
	}

	private void publishNow(ZmqEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			if (this.failed.compareAndSet(false, true)) {
				logger.warn("A listener failed on " + event + "; further failures are logged at DEBUG", ex);
			}
			else {
				logger.debug("A listener failed on " + event, ex);
			}
		}
	}

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		publish(new ZmqEvent.SocketEventOccurred(socket, event));
	}

	@Override
	public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
		publish(new ZmqEvent.StateChanged(socket, endpoint, state));
	}

	@Override
	public void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
		publish(new ZmqEvent.WorkerJoined(worker, peer, events));
	}

	@Override
	public void workerLeft(String worker, PeerName peer, String reason) {
		publish(new ZmqEvent.WorkerLeft(worker, peer, reason));
	}

	@Override
	public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
		if (first) {
			publish(new ZmqEvent.NodeConnected(node));
		}
	}

	@Override
	public void left(Node node) {
		publish(new ZmqEvent.NodeDisconnected(node, "it sent a goodbye"));
	}

	@Override
	public void lost(Node node) {
		publish(new ZmqEvent.NodeDisconnected(node, "it missed its heartbeats"));
	}

	@Override
	public void receiver(String endpoint, boolean alive) {
		publish(alive ? new ZmqEvent.HeartbeatReceiverFound(endpoint) : new ZmqEvent.HeartbeatReceiverLost(endpoint));
	}

	@Override
	public void started(String role, List<String> endpoints) {
		publish(new ZmqEvent.RoleStarted(role, endpoints));
	}

	@Override
	public void stopped(String role) {
		publish(new ZmqEvent.RoleStopped(role));
	}

}

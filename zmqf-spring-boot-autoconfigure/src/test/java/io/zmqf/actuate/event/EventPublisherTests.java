package io.zmqf.actuate.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.NodeType;
import io.zmqf.message.PeerName;
import io.zmqf.support.Echo;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The events that the listeners of an application receive. */
class EventPublisherTests {

	private final ApplicationContextRunner runner = ObservedContexts.runner();

	@Test
	void publishesEventsOfRolesNodesWorkersAndSockets() {
		Listener listener = new Listener();
		this.runner.withUserConfiguration(ZmqTestContexts.Caller.class)
			.withBean(Listener.class, () -> listener)
			.run((context) -> {
				await().until(() -> listener.of(ZmqEvent.NodeConnected.class).size() == 2);
				await().until(() -> listener.of(ZmqEvent.WorkerJoined.class).size() == 1);
				await().until(() -> listener.of(ZmqEvent.HeartbeatReceiverFound.class).size() == 2);
				await().until(() -> listener.of(ZmqEvent.RoleStarted.class).size() == 5);
				assertThat(listener.of(ZmqEvent.NodeConnected.class)).extracting((event) -> event.node().type())
					.containsExactlyInAnyOrder(NodeType.CLIENT, NodeType.WORKER);
				assertThat(listener.of(ZmqEvent.RoleStarted.class)).extracting(ZmqEvent.RoleStarted::role)
					.containsExactly("heartbeat-receiver", "router", "heartbeat-sender", "client", "worker");
				assertThat(listener.of(ZmqEvent.RoleStarted.class)).filteredOn((event) -> event.role().equals("worker"))
					.singleElement()
					.satisfies((event) -> assertThat(event.endpoints())
						.containsExactly(context.getBean(Worker.class).endpoints().get(0).toString()));
				assertThat(listener.of(ZmqEvent.SocketEventOccurred.class))
					.anyMatch((event) -> event.socket().equals("zmqf-worker")
							&& event.event().type() == SocketEvent.Type.CONNECTED);
				await().until(() -> listener.of(ZmqEvent.StateChanged.class)
					.stream()
					.anyMatch((event) -> event.socket().equals("zmqf-client")
							&& event.state() == SocketStatus.State.CONNECTED));
				assertThat(listener.threads).containsOnly("zmqf-events");
			});
		assertThat(listener.of(ZmqEvent.RoleStopped.class)).extracting(ZmqEvent.RoleStopped::role)
			.containsExactly("worker", "client", "heartbeat-sender", "router", "heartbeat-receiver");
	}

	@Test
	void publishesWhyAWorkerLeft() {
		Listener listener = new Listener();
		this.runner.withBean(Listener.class, () -> listener).run((context) -> {
			await().until(() -> listener.of(ZmqEvent.WorkerJoined.class).size() == 1);
			context.getBean(Worker.class).stop(Duration.ZERO);
			await().until(() -> listener.of(ZmqEvent.WorkerLeft.class).size() == 1);
			assertThat(listener.of(ZmqEvent.WorkerLeft.class).get(0).reason()).isNotEmpty();
		});
	}

	@Test
	void blockedListenerAffectsNoOthersAndMissedEventsAreCounted() {
		CountDownLatch free = new CountDownLatch(1);
		this.runner.withBean(HandlerRegistry.class, () -> Echo.handlers("worker"))
			.withBean(Stuck.class, () -> new Stuck(free))
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				for (int i = 0; i < 100; i++) {
					client.event("echo").data(i).timeout(Duration.ofSeconds(5)).request(Object.class);
				}
				EventPublisher publisher = context.getBean(EventPublisher.class);
				for (int i = 0; i < 2 * EventPublisher.CAPACITY; i++) {
					publisher.workerJoined("worker-" + i, PeerName.UNKNOWN, java.util.Set.of());
				}
				assertThat(publisher.lost()).isGreaterThanOrEqualTo(EventPublisher.CAPACITY - 1);
				client.request("echo", 1, Object.class);
				free.countDown();
			});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void failingListenerReceivesLaterEventsAndIsLoggedOnce(CapturedOutput output) {
		List<ZmqEvent> told = new CopyOnWriteArrayList<>();
		EventPublisher publisher = new EventPublisher((event) -> {
			told.add((ZmqEvent) event);
			throw new IllegalStateException("on purpose");
		});
		publisher.start();
		publisher.stopped("one");
		publisher.stopped("two");
		publisher.stop();
		assertThat(told).containsExactly(new ZmqEvent.RoleStopped("one"), new ZmqEvent.RoleStopped("two"));
		publisher.stopped("three");
		assertThat(told).hasSize(2);
		publisher.start();
		publisher.stopped("four");
		publisher.stop();
		assertThat(told).hasSize(3);
		assertThat(
				output.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("A listener failed")))
			.hasSize(1);
	}

	static class Listener {

		private final List<ZmqEvent> events = new CopyOnWriteArrayList<>();

		private final List<String> threads = new CopyOnWriteArrayList<>();

		@EventListener
		void on(ZmqEvent event) {
			this.events.add(event);
			this.threads.add(Thread.currentThread().getName());
		}

		<T extends ZmqEvent> List<T> of(Class<T> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

	static class Stuck {

		private final CountDownLatch free;

		Stuck(CountDownLatch free) {
			this.free = free;
		}

		@EventListener
		void on(ZmqEvent.RoleStarted event) throws InterruptedException {
			this.free.await();
		}

	}

}

package io.zmqf.transport.wakeup;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.zmqf.transport.session.SocketContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Ctx;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many threads open, cancel and close sockets of one context, and whole contexts, and
 * none may miss a message or be left blocked.
 */
@Timeout(60)
class WakeUpStressTests {

	private static final int THREADS = 8;

	private static final int PAIRS = 12;

	private static final int MESSAGES = 25;

	@Test
	void losesNoMessageAndNoMailbox() throws Exception {
		try (SocketContext context = new SocketContext()) {
			Ctx inside = context.open(SocketType.PAIR).base().getCtx();
			everyThread((thread) -> {
				for (int pair = 0; pair < PAIRS; pair++) {
					exchange(context, "%d-%d".formatted(thread, pair), new Random(thread * PAIRS + pair));
				}
			});
			// the context itself, the reaper, the I/O thread and the first socket
			await().untilAsserted(() -> assertThat(mailboxes(inside)).isEqualTo(4));
		}
	}

	@Test
	void contextsCloseUnderBlockedThreads() throws Exception {
		everyThread((thread) -> {
			for (int i = 0; i < 15; i++) {
				closeUnderABlockedThread();
			}
		});
	}

	/** A dealer and a router, bound first or last, by one thread or two. */
	private static void exchange(SocketContext context, String name, Random random) throws InterruptedException {
		try (ZMQ.Socket router = context.open(SocketType.ROUTER); ZMQ.Socket dealer = context.open(SocketType.DEALER)) {
			meet(router, dealer, "inproc://" + name, random.nextInt(3));
			Thread server = new Thread(() -> serve(router));
			server.start();
			for (int n = 0; n < MESSAGES; n++) {
				String text = name + "/" + n;
				dealer.send(text);
				assertThat(receive(dealer.base(), random.nextInt(4) == 0)).isEqualTo(text);
			}
			server.join();
		}
	}

	private static void meet(ZMQ.Socket router, ZMQ.Socket dealer, String name, int way) {
		switch (way) {
			case 0 -> {
				router.bind(name);
				dealer.connect(name);
			}
			case 1 -> {
				dealer.connect(name);
				router.bind(name);
			}
			default -> {
				router.bind("tcp://127.0.0.1:*");
				dealer.setHandshakeIvl(500); // for a connection that stalls, which is
												// another fault
				dealer.connect(router.getLastEndpoint());
			}
		}
	}

	private static void serve(ZMQ.Socket router) {
		for (int n = 0; n < MESSAGES; n++) {
			byte[] peer = router.recv();
			byte[] text = router.recv();
			router.send(peer, ZMQ.SNDMORE);
			router.send(text);
		}
	}

	private static String receive(SocketBase socket, boolean disturbed) throws InterruptedException {
		AtomicBoolean cancelled = new AtomicBoolean();
		Thread disturber = new Thread(() -> socket.cancel(cancelled));
		if (disturbed) {
			disturber.start();
		}
		Msg message = socket.recv(0, cancelled);
		while (message == null && socket.errno() == ZError.ECANCELED) {
			cancelled.set(false);
			message = socket.recv(0, cancelled);
		}
		disturber.join();
		assertThat(message).as("errno %d", socket.errno()).isNotNull();
		return new String(message.data(), ZMQ.CHARSET);
	}

	private static void closeUnderABlockedThread() throws InterruptedException {
		ZMQ.Context context = ZMQ.context(1);
		ZMQ.Socket blocked = corrected(context.socket(SocketType.DEALER));
		ZMQ.Socket waiting = corrected(context.socket(SocketType.PAIR));
		waiting.setLinger(0);
		waiting.connect("inproc://nobody");
		Thread owner = new Thread(() -> {
			while (blocked.base().recv(0) == null && blocked.base().errno() != ZError.ETERM) {
				Thread.onSpinWait();
			}
			blocked.close();
		});
		owner.start();
		blocked.base().cancel(new AtomicBoolean());
		waiting.close();
		context.term();
		owner.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(owner.isAlive()).isFalse();
	}

	private static ZMQ.Socket corrected(ZMQ.Socket socket) {
		assertThat(WakeUpOrder.correct(socket.base().getCtx())).isTrue();
		return socket;
	}

	private static long mailboxes(Ctx context) {
		return Arrays.stream(Objects.requireNonNull(MailboxFields.slots(context))).filter(Objects::nonNull).count();
	}

	private static void everyThread(Work work) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			for (Future<?> done : IntStream.range(0, THREADS).mapToObj((thread) -> threads.submit(() -> {
				work.run(thread);
				return null;
			})).toList()) {
				done.get(40, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private interface Work {

		void run(int thread) throws Exception;

	}

}

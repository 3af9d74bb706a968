package io.zmqf.transport.wakeup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.session.AlteredJeroMq;
import io.zmqf.transport.session.SocketContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Command;
import zmq.Ctx;
import zmq.IMailbox;
import zmq.Mailbox;
import zmq.SocketBase;
import zmq.ZError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class WakeUpOrderTests {

	@Test
	void supportsThisJeroMq() {
		assertThat(WakeUpOrder.supported()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "slots", "cpipe", "signaler", "wcursor", "rcursor" })
	void leavesAnUnknownJeroMqAlone(String missing) {
		assertThat(new AlteredJeroMq(missing).supports(WakeUpOrder.class)).isFalse();
	}

	@Test
	void isSupportedWhoeverAsks() {
		AlteredJeroMq unaltered = new AlteredJeroMq("unregisterTermAck");
		Thread.currentThread().interrupt();
		assertThat(unaltered.supports(WakeUpOrder.class)).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void correctsEveryThreadOfAContextOnce() {
		try (SocketContext context = SocketContext.uncorrected()) {
			Ctx inside = context.open(SocketType.DEALER).base().getCtx();
			assertThat(WakeUpOrder.correct(inside)).isTrue();
			@Nullable IMailbox[] corrected = mailboxes(inside);
			// the context itself, the reaper, the I/O thread and the socket
			assertThat(corrected).hasSize(4).hasOnlyElementsOfType(CountFirstMailbox.class);
			WakeUpOrder.correct(inside);
			assertThat(mailboxes(inside)).containsExactly(corrected);
		}
	}

	@Test
	void doesNothingBeforeAContextHasSockets() {
		Ctx context = new Ctx();
		assertThat(WakeUpOrder.correct(context)).isTrue();
		context.terminate();
	}

	@ParameterizedTest
	@CsvSource({ "true, inproc://echo", "false, inproc://echo", "true, tcp://127.0.0.1:*", "false, tcp://127.0.0.1:*" })
	void socketsWorkWithAndWithout(boolean corrected, String endpoint) {
		try (SocketContext context = SocketContext.uncorrected()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			correct(router, corrected);
			router.bind(endpoint);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			correct(dealer, corrected);
			dealer.connect(router.getLastEndpoint());
			for (int i = 0; i < 100; i++) {
				SocketContext.assertEcho(dealer, router, "message " + i);
			}
		}
	}

	@Test
	void aSocketInUseCanBeCorrected() {
		try (SocketContext context = SocketContext.uncorrected()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			router.bind("tcp://127.0.0.1:*");
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.connect(router.getLastEndpoint());
			SocketContext.assertEcho(dealer, router, "before");
			correct(dealer, true);
			SocketContext.assertEcho(dealer, router, "after");
		}
	}

	@Test
	void countsASignalBeforeItsByteIsWritten() throws Exception {
		try (SocketContext context = SocketContext.uncorrected()) {
			ZMQ.Socket socket = context.open(SocketType.PAIR);
			correct(socket, true);
			Mailbox mailbox = mailbox(socket.base());
			int bytes = fill(MailboxFields.sink(mailbox));
			AtomicBoolean cancelled = new AtomicBoolean();
			Thread sender = new Thread(() -> socket.base().cancel(cancelled));
			sender.start();
			await().until(() -> MailboxFields.sent(mailbox).get() == 1);
			assertThat(sender.isAlive()).isTrue();
			take((Pipe.SourceChannel) mailbox.getFd(), bytes);
			assertThat(socket.base().recv(0, cancelled)).isNull();
			assertThat(MailboxFields.received(mailbox)).isEqualTo(1);
			sender.join();
		}
	}

	@Test
	void doesNotMindAReceiverThatHasTakenItsLastCommandAndIsGone() throws IOException {
		try (SocketContext context = SocketContext.uncorrected()) {
			SocketBase socket = context.open(SocketType.PAIR).base();
			socket.cancel(new AtomicBoolean());
			correct(socket);
			Command command = Objects.requireNonNull(mailbox(socket).recv(-1));
			Mailbox gone = new Mailbox(socket.getCtx(), "gone", -1);
			CountFirstMailbox corrected = new CountFirstMailbox(gone);
			gone.close();
			assertThatCode(() -> corrected.send(command)).doesNotThrowAnyException();
		}
	}

	@Test
	void anInterruptedThreadWakesOthersAndStaysInterrupted() {
		try (SocketContext context = SocketContext.uncorrected()) {
			ZMQ.Socket socket = context.open(SocketType.DEALER);
			correct(socket, true);
			for (int i = 0; i < 3; i++) {
				AtomicBoolean cancelled = new AtomicBoolean();
				Thread.currentThread().interrupt();
				socket.base().cancel(cancelled);
				assertThat(Thread.interrupted()).isTrue();
				assertThat(socket.base().recv(0, cancelled)).isNull();
				assertThat(socket.base().errno()).isEqualTo(ZError.ECANCELED);
			}
		}
	}

	@Test
	void aBlockedThreadIsWoken() throws InterruptedException {
		try (SocketContext context = SocketContext.uncorrected()) {
			ZMQ.Socket socket = context.open(SocketType.DEALER);
			correct(socket, true);
			SocketBase base = socket.base();
			AtomicBoolean cancelled = new AtomicBoolean();
			Thread owner = new Thread(() -> base.recv(0, cancelled));
			owner.start();
			await().until(() -> owner.getState() == Thread.State.RUNNABLE && isSelecting(owner));
			base.cancel(cancelled);
			owner.join(5000);
			assertThat(owner.isAlive()).isFalse();
		}
	}

	private static boolean isSelecting(Thread thread) {
		return Arrays.stream(thread.getStackTrace()).anyMatch((frame) -> frame.getMethodName().equals("select"));
	}

	private static void correct(ZMQ.Socket socket, boolean corrected) {
		if (corrected) {
			correct(socket.base());
		}
	}

	private static void correct(SocketBase socket) {
		assertThat(WakeUpOrder.correct(socket.getCtx())).isTrue();
	}

	private static @Nullable IMailbox[] mailboxes(Ctx context) {
		return Arrays.stream(Objects.requireNonNull(MailboxFields.slots(context)))
			.filter(Objects::nonNull)
			.toArray(IMailbox[]::new);
	}

	private static int fill(Pipe.SinkChannel sink) throws IOException {
		int bytes = 0;
		for (int written = 1; written > 0; bytes += written) {
			written = sink.write(ByteBuffer.allocate(1024));
		}
		while (sink.write(ByteBuffer.allocate(1)) > 0) {
			bytes++;
		}
		return bytes;
	}

	private static void take(Pipe.SourceChannel source, int bytes) throws IOException {
		for (int left = bytes; left > 0;) {
			left -= source.read(ByteBuffer.allocate(Math.min(left, 1024)));
		}
	}

	private static Mailbox mailbox(SocketBase socket) {
		@Nullable IMailbox[] slots = Objects.requireNonNull(MailboxFields.slots(socket.getCtx()));
		return ((CountFirstMailbox) Objects.requireNonNull(slots[socket.getTid()])).mailbox();
	}

}

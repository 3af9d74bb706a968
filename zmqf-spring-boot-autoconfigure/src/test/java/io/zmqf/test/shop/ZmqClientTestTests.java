package io.zmqf.test.shop;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.test.MockZmqRequest;
import io.zmqf.test.MockZmqServer;
import io.zmqf.test.RequestExpectation;
import io.zmqf.test.ZmqClientTest;
import io.zmqf.test.shop.ShopApplication.Order;
import io.zmqf.test.shop.ShopApplication.Receipt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A component that sends requests, and a mock peer with its replies. */
@ZmqClientTest(components = Checkout.class,
		properties = { "zmqf.clients.billing.address=tcp://192.0.2.1:1",
				"zmqf.clients[stock.eu].address=tcp://192.0.2.1:1" })
@TestMethodOrder(MethodOrderer.MethodName.class)
class ZmqClientTestTests {

	private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

	private static final Order ORDER = new Order("Ada", 2);

	private static final Duration SHORT = Duration.ofMillis(500);

	private static final Duration LONG = Duration.ofSeconds(20);

	@Autowired
	private Checkout checkout;

	@Autowired
	private MockZmqServer server;

	@Autowired
	private ApplicationContext context;

	@AfterEach
	void waitAsBefore() {
		this.checkout.setTimeout(LONG);
	}

	@Test
	void contextHasTheComponentAlone() {
		assertThat(this.context.getBeanNamesForType(Orders.class)).isEmpty();
	}

	@Test
	void clientWithADotInItsNameIsConnectedToTheServer() {
		this.server.expect("stock.count").andReply(3);
		ZmqClient stock = this.context.getBean("stock.eu", ZmqClient.class);
		assertThat(stock.request("stock.count", null, Integer.class)).isEqualTo(3);
	}

	@Test
	void replyIsTheExpectedOne() {
		this.server.expect("orders.place")
			.withData(ORDER)
			.withJson("{'customer': 'Ada'}")
			.withHeader("tenant", "acme")
			.andReply(new Receipt(7, "Ada"));
		assertThat(this.checkout.buy(ORDER)).isEqualTo(new Receipt(7, "Ada"));
		this.server.verify();
		assertThat(this.server.getRequests()).singleElement().satisfies((request) -> {
			assertThat(request.getData(Order.class)).isEqualTo(ORDER);
			assertThat(request.getHeaders()).isEqualTo(Map.of("tenant", "acme"));
		});
	}

	@Test
	void namedClientsUseTheSameServer() {
		this.server.expect("bill").times(2).andReplyWith((request) -> "bill " + request.getJson());
		assertThat(this.checkout.bill(4711)).isEqualTo("bill 4711");
		assertThat(this.checkout.bill(4712)).isEqualTo("bill 4712");
		this.server.verify();
	}

	@Test
	void jsonIsThatOfTheApplication() {
		this.server.expect("bill").andReply(new Prices.Price(250));
		assertThat(this.checkout.bill(1)).isEqualTo("250 ct");
	}

	@Test
	void expectationsAreMetInTheirOrder() {
		this.server.expect("bill").andReply("first");
		this.server.expect("bill").andReply("second");
		assertThat(this.checkout.bill(1)).isEqualTo("first");
		assertThat(this.checkout.bill(1)).isEqualTo("second");
		this.server.verify();
	}

	@Test
	void problemsReachTheCaller() {
		this.server.expect("orders.place").andProblem(ProblemType.BUSY);
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.checkout.buy(ORDER))
			.matches((ex) -> ex.is(ProblemType.BUSY));
		this.server.expect("orders.place").andProblem(Problem.of(409, "urn:shop:sold", "Sold", "gone"));
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.checkout.buy(ORDER))
			.matches((ex) -> ex.getStatus() == 409);
		this.server.verify();
	}

	@Test
	void malformedReplyIsRefusedByTheClient() {
		this.server.expect("orders.place").andMalformedReply();
		assertThatExceptionOfType(ZmqMalformedReplyException.class).isThrownBy(() -> this.checkout.buy(ORDER));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void noReplyAndALateOneTimeOut(CapturedOutput output) {
		this.server.expect("orders.place").andNoReply();
		this.server.expect("orders.place").andReplyLate(Duration.ofSeconds(6), new Receipt(1, "late"));
		this.server.expect("orders.place").andReplyLate(FOR_EVER, new Receipt(1, "never"));
		this.server.expect("orders.place").andReplyLate(Duration.ofMillis(50), new Receipt(2, "in time"));
		this.checkout.setTimeout(SHORT);
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> this.checkout.buy(ORDER));
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> this.checkout.buy(ORDER));
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> this.checkout.buy(ORDER));
		this.checkout.setTimeout(LONG);
		assertThat(this.checkout.buy(ORDER)).isEqualTo(new Receipt(2, "in time"));
		assertThat(output).doesNotContain("ArithmeticException");
		this.server.verify();
	}

	@Test
	void lostConnectionFailsTheRequestAndComesBack() {
		this.server.expect("orders.place").andLoseConnection();
		this.server.expect("orders.place").andReply(new Receipt(1, "back"));
		assertThatExceptionOfType(ZmqConnectionException.class).isThrownBy(() -> this.checkout.buy(ORDER));
		assertThat(this.checkout.buy(ORDER)).isEqualTo(new Receipt(1, "back"));
		this.server.verify();
	}

	@Test
	void itemsAreTheExpectedOnes() {
		this.server.expect("stock.watch").andItems(1, 2, 3, 4, 5, 6, 7);
		assertThat(this.checkout.stock(9)).containsExactly(1, 2, 3, 4, 5, 6, 7);
		this.server.expect("stock.watch").andItems();
		assertThat(this.checkout.stock(9)).isEmpty();
		this.server.verify();
		assertThat(this.server.getRequests()).noneMatch(MockZmqRequest::isCancelled);
	}

	@Test
	void streamThatIsClosedIsCancelled() {
		this.server.expect("stock.watch").andItems(1, 2, 3, 4, 5, 6, 7);
		assertThat(this.checkout.stock(2)).containsExactly(1, 2);
		await().until(() -> this.server.getRequests().get(0).isCancelled());
	}

	@Test
	void failuresInMidStreamReachTheCaller() {
		this.server.expect("stock.watch").andItems(1, 2).thenProblem(ProblemType.WORKER_LOST);
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.checkout.stock(9))
			.matches((ex) -> ex.is(ProblemType.WORKER_LOST));
		this.server.expect("stock.watch").andItems(1, 2, 3).thenNothing();
		this.checkout.setTimeout(SHORT);
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> this.checkout.stock(9))
			.withMessageStartingWith("No further item");
		this.checkout.setTimeout(LONG);
		this.server.expect("stock.watch").andItems(1, 2).thenLoseConnection();
		assertThatExceptionOfType(ZmqConnectionException.class).isThrownBy(() -> this.checkout.stock(9));
	}

	@Test
	void callerOfOneReplyGetsAnArrayInPlaceOfItems() {
		this.server.expect("bill").andItems();
		this.server.expect("bill").andItems("a", "b");
		this.server.expect("bill").andItems("a").thenProblem(ProblemType.BUSY);
		assertThatExceptionOfType(ZmqMalformedReplyException.class).isThrownBy(() -> this.checkout.bill(1));
		assertThatExceptionOfType(ZmqMalformedReplyException.class).isThrownBy(() -> this.checkout.bill(2));
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.checkout.bill(3))
			.matches((ex) -> ex.is(ProblemType.BUSY));
	}

	@Test
	void allNodesReplyAsExpected() {
		this.server.expect("stock.count").andReplies(Map.of("a", 1, "b", 2), "c");
		assertThat(this.checkout.count()).isEqualTo(new Gathered<>(Map.of("a", 1, "b", 2), Map.of(), Set.of("c")));
		this.server.expect("stock.count").andReply(7);
		assertThat(this.checkout.count()).isEqualTo(new Gathered<>(Map.of(MockZmqServer.NODE, 7), Map.of(), Set.of()));
		this.server.expect("stock.count").andProblem(ProblemType.FORBIDDEN);
		assertThat(this.checkout.count().problems()).containsOnlyKeys(MockZmqServer.NODE);
		this.server.expect("stock.count").andNoReply();
		this.checkout.setTimeout(SHORT);
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(this.checkout::count);
	}

	@Test
	void verificationListsTheReceivedRequests() {
		this.server.expect("orders.place").withJson("{'customer': 'Eve'}").andReply(null);
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.checkout.buy(ORDER))
			.withMessageContaining("Unexpected request");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::verify)
			.withMessageContaining("orders.place with data that contain {\"customer\":\"Eve\"}: 0 of 1 received")
			.withMessageContaining("Unexpected:\n  orders.place {\"customer\":\"Ada\",\"quantity\":2} {tenant=acme}");
	}

	@Test
	void exceptionOfAnExpectationFailsTheRequestAndTheVerification() {
		AssertionError wrong = new AssertionError("a wrong number");
		assertFails((expectation) -> expectation.matching((request) -> {
			throw wrong;
		}).andReply("a"), wrong);
		assertFails((expectation) -> expectation.andReplyWith((request) -> {
			throw wrong;
		}), wrong);
		assertFails((expectation) -> expectation.andReply(new Unwritable(wrong)), wrong);
		assertFails((expectation) -> expectation.andReplyLate(Duration.ofMillis(1), new Unwritable(wrong)), wrong);
		assertFails((expectation) -> expectation.andReplies(Map.of("a", new Unwritable(wrong))), wrong);
	}

	private void assertFails(Consumer<RequestExpectation> reply, Throwable cause) {
		reply.accept(this.server.expect("bill"));
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.checkout.bill(1))
			.withMessageContaining("The expectation of bill 1 failed: ");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::verify)
			.havingRootCause()
			.isSameAs(cause);
		this.server.reset();
	}

	@Test
	void verificationWaitsForAsynchronousRequests() {
		this.server.expect("remind");
		assertThat(this.checkout.remind()).succeedsWithin(Duration.ofSeconds(10));
		this.server.verify(Duration.ofSeconds(10));
		this.server.verify(FOR_EVER);
		this.server.expect("remind");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.verify(Duration.ofMillis(10)));
	}

	@Test
	void verificationWaitsForTheEndOfAReply() {
		AssertionError wrong = new AssertionError("a wrong number");
		this.server.expect("remind").andReplyWith((request) -> {
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
			throw wrong;
		});
		this.checkout.remind();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.server.verify(LONG))
			.havingRootCause()
			.isSameAs(wrong);
	}

	@Test
	void aLateReplyFailsNoTestAfterItsOwn() {
		this.server.expect("bill").andReplyLate(SHORT, new Unwritable(new AssertionError("a wrong number")));
		CompletableFuture<String> bill = CompletableFuture.supplyAsync(() -> this.checkout.bill(1));
		await().until(() -> !this.server.getRequests().isEmpty());
		this.server.reset();
		assertThat(bill).failsWithin(LONG);
		this.server.verify();
	}

	@Test
	void z1_expectationsOfATestAreLeft() {
		this.server.expect("orders.place").andReply(null);
	}

	@Test
	void z2_andResetBeforeTheNext() {
		this.server.verify();
		assertThat(this.server.getRequests()).isEmpty();
	}

	@Test
	void z3_serverIsBackAfterAPause() {
		((ConfigurableApplicationContext) this.context).stop();
		((ConfigurableApplicationContext) this.context).start();
		this.server.expect("bill").andReply("again");
		assertThat(this.checkout.bill(1)).isEqualTo("again");
	}

	/** Data that no mapper can write. */
	private static final class Unwritable {

		private final Error failure;

		Unwritable(Error failure) {
			this.failure = failure;
		}

		public String getText() {
			throw this.failure;
		}

	}

}

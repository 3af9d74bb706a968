package io.zmqf.test.shop;

import java.time.Duration;
import java.util.NoSuchElementException;

import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemType;
import io.zmqf.test.ZmqHandlerTest;
import io.zmqf.test.ZmqTestReply;
import io.zmqf.test.ZmqTestStream;
import io.zmqf.test.ZmqTester;
import io.zmqf.test.shop.ShopApplication.Order;
import io.zmqf.test.shop.ShopApplication.Receipt;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;

/** A slice with one bean of handlers. */
@ZmqHandlerTest(Orders.class)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ZmqHandlerTestTests {

	@Autowired
	private ZmqTester zmq;

	@Autowired
	private ApplicationContext context;

	@MockitoBean
	private Stock stock;

	@Test
	void contextHasOnlyTheHandlersThatAreNamed() {
		assertThat(this.context.getBeanNamesForType(Orders.class)).hasSize(1);
		assertThat(this.context.getBeanNamesForType(Other.class)).isEmpty();
		assertThat(this.context.getBeanNamesForType(Checkout.class)).isEmpty();
		assertThat(this.zmq.request("other", null)).isProblem(ProblemType.NO_HANDLER);
	}

	@Test
	void handlerAnswers() {
		ZmqTestReply reply = this.zmq.request("orders.place", new Order("Ada", 3));
		assertThat(reply).isOk()
			.hasData(new Receipt(1, "Ada"))
			.hasJson("{'customer': 'Ada'}")
			.data(Receipt.class)
			.extracting(Receipt::number)
			.isEqualTo(1L);
		assertThat(reply.getData(Receipt.class)).isEqualTo(new Receipt(1, "Ada"));
		assertThat(reply.getJson()).contains("\"customer\":\"Ada\"");
		then(this.stock).should().take(3);
	}

	@Test
	void jsonIsThatOfTheApplication(@Autowired JsonMapper mapper) {
		assertThat(mapper.writeValueAsString(new Prices.Price(250))).isEqualTo("\"250 ct\"");
	}

	@Test
	void adviceAnswersForTheHandlers() {
		willThrow(NoSuchElementException.class).given(this.stock).take(3);
		assertThat(this.zmq.request("orders.place", new Order("Ada", 3))).isProblem(410);
	}

	@Test
	void interceptorsAreInFrontOfTheHandlers() {
		assertThat(this.zmq.event("orders.forget").header("closed", "").send()).isProblem(ProblemType.FORBIDDEN);
	}

	@Test
	void requestIsValidated() {
		assertThat(this.zmq.request("orders.place", new Order(" ", 1))).isProblem(400)
			.isProblem(ProblemType.MALFORMED)
			.hasError("customer")
			.hasError("customer", "must not be blank");
		assertThat(this.zmq.event("orders.place").json("{'customer': 1, 'quantity': 'x'}").send()).isProblem(400);
	}

	@Test
	void itemsOfAStreamAreReadToItsEnd() {
		assertThat(this.zmq.stream("orders.all", 2)).isOk()
			.hasItems(new Receipt(0, "Ada"), new Receipt(1, "Ada"))
			.hasItemCount(2)
			.items(Receipt.class)
			.extracting(Receipt::number)
			.containsExactly(0L, 1L);
		assertThat(this.zmq.stream("orders.forget", null)).isOk().hasItems();
	}

	@Test
	void endlessStreamIsReadAsFarAsIsWanted() {
		assertThat(this.zmq.event("orders.watch").stream(2)).isOk().hasItems(1, 2);
		ZmqTestStream stalled = this.zmq.event("orders.watch").timeout(Duration.ofMillis(100)).stream();
		assertThat(stalled).hasItems(1, 2).end().isTimeout();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(stalled).isOk());
	}

	@Test
	void itemsBeforeAFailureAreThere() {
		ZmqTestStream stream = this.zmq.stream("orders.all", 9);
		assertThat(stream).hasItemCount(5).end().isProblem(500);
		assertThat(stream.getItems(Receipt.class)).last().isEqualTo(new Receipt(4, "Ada"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(stream).isOk())
			.withMessageContaining("items [{\"number\":0")
			.withMessageContaining("\"status\":500");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(stream).hasItems(1));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(stream).hasItemCount(4));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(stream).end().isOk());
		assertThat(this.zmq.stream("other", null)).hasItems().end().isProblem(ProblemType.NO_HANDLER);
	}

	@Test
	void headersAreConvertedAsInTheApplication() {
		assertThat(this.zmq.event("orders.article").header("article", "7").send()).hasData("article 7");
	}

	@Test
	void allNodesReceiveTheRequest() {
		assertThat(this.zmq.event("orders.tenant").header("tenant", "acme").gather().replies().values())
			.extracting((reply) -> reply.asString())
			.containsExactly("acme");
	}

	@Test
	void s1_defaultsAreThoseOfOneTest() {
		this.zmq.defaultHeader("tenant", "acme").defaultTimeout(Duration.ofSeconds(20));
		assertThat(this.zmq.request("orders.tenant", null)).hasData("acme");
	}

	@Test
	void s2_defaultsAreReset() {
		assertThat(this.zmq.request("orders.tenant", null)).hasData("null");
		assertThat(this.zmq.event("orders.tenant").header("tenant", "own").send()).hasData("own");
	}

	@Test
	void failureShowsTheOutcome() {
		ZmqTestReply reply = this.zmq.request("orders.place", new Order("", 1));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(reply).isOk())
			.withMessageContaining("Expected a reply")
			.withMessageContaining("\"field\":\"customer\"");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(reply).isProblem(404));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(reply).hasError("quantity"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(reply).isTimeout());
		ZmqTestReply ok = this.zmq.request("orders.forget", null);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ok).isProblem());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ok).hasJson("{'a': 1}"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(ok).hasData(1));
	}

	@Nested
	class WithAMock {

		@MockitoBean
		ZmqClient client;

		@Test
		void testerDescribesWhyItCanNotSend(@Autowired ZmqTester mocked) {
			assertThatIllegalStateException().isThrownBy(() -> mocked.request("orders.forget", null))
				.withMessageStartingWith("The ZmqClient of this test is a mock");
		}

	}

	@Nested
	@ZmqHandlerTest
	class WithoutNames {

		@Test
		void allBeansWithHandlersAreThere(@Autowired ZmqTester all, @Autowired ApplicationContext allHandlers) {
			assertThat(allHandlers.getBeanNamesForType(Checkout.class)).isEmpty();
			assertThat(all.request("other", null)).hasData("other");
			assertThat(all.request("orders.forget", null)).isOk();
			assertThat(all.request("prices.find", "oak")).hasData("250 ct");
			assertThat(all.request("prices.count", null)).hasData(1);
		}

	}

}

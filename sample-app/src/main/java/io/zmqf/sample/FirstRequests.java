package io.zmqf.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Sends a few requests after the start of the application, and logs the replies, unless
 * {@code shop.first-requests} is {@code false}.
 */
@Component
@ConditionalOnWebApplication
@ConditionalOnProperty(name = "shop.first-requests", matchIfMissing = true)
class FirstRequests implements ApplicationRunner {

	private static final Log logger = LogFactory.getLog(FirstRequests.class);

	private final ShopApi shop;

	private final ZmqClient zmq;

	FirstRequests(ShopApi shop, ZmqClient zmq) {
		this.shop = shop;
		this.zmq = zmq;
	}

	@Override
	public void run(ApplicationArguments args) {
		Line tables = new Line("oak-table", 2);
		Line chairs = new Line("oak-chair", 6);
		price(tables);
		place(new Order("Ada Lovelace", List.of(tables, chairs)));
		place(new Order(" ", List.of(new Line("oak-chair", 0))));
		price(new Line("unicorn", 1));
		ask("quotes.watch", tables, () -> watch(tables));
		ask("quotes.history", null, () -> this.zmq.request("quotes.history", null, List.class));
		ask("reports.sales", 2026, () -> report(2026));
	}

	/** Waits for a moment, and cancels the report if it has not arrived. */
	private @Nullable String report(int year) {
		CompletableFuture<@Nullable String> report = this.zmq.event("reports.sales")
			.data(year)
			.timeout(Duration.ofMinutes(1))
			.requestAsync(String.class);
		try {
			return report.get(100, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			report.cancel(true);
			return "cancelled, and its worker makes it no longer";
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ZmqException failure) ? failure : new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			report.cancel(true);
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	private void price(Line line) {
		ask("quotes.price", line, () -> this.shop.price(line));
	}

	/** The stream that is closed ends at the handler, too. */
	private List<BigDecimal> watch(Line line) {
		try (Stream<Quote> quotes = this.shop.watch(line)) {
			return quotes.limit(3).map(Quote::total).toList();
		}
	}

	private void place(Order order) {
		ask("orders.place", order, () -> this.shop.place(order));
	}

	private void ask(String event, @Nullable Object data, Supplier<@Nullable Object> call) {
		long start = System.nanoTime();
		String outcome = outcome(call);
		long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
		logger.info("request " + event + " " + data);
		logger.info("  -> " + outcome + "  (" + micros / 1000 + "." + micros % 1000 / 100 + " ms)");
	}

	private static String outcome(Supplier<@Nullable Object> call) {
		try {
			return String.valueOf(call.get());
		}
		catch (UnknownArticleException ex) {
			return "error 404 Unknown article: " + ex.getMessage();
		}
		catch (ZmqRemoteException ex) {
			return "error " + ex.getProblem().summary() + fields(ex.getProblem());
		}
		catch (ZmqException ex) {
			return "no reply: " + ex.getMessage();
		}
	}

	private static String fields(Problem problem) {
		return problem.errors()
			.stream()
			.map((error) -> error.field() + " " + error.message())
			.sorted()
			.collect(Collectors.joining(", ", problem.errors().isEmpty() ? "" : " [",
					problem.errors().isEmpty() ? "" : "]"));
	}

}

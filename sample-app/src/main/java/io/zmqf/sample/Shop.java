package io.zmqf.sample;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

/** Handles the requests of the shop. */
@Component
class Shop implements ShopApi {

	private static final long PROCESS = ProcessHandle.current().pid();

	private final AtomicLong orders = new AtomicLong(1000);

	private final Catalogue catalogue;

	Shop(Catalogue catalogue) {
		this.catalogue = catalogue;
	}

	@Override
	public Quote price(Line line) {
		return new Quote(line.article(), line.quantity(), this.catalogue.priceOf(line.article()),
				this.catalogue.priceOf(line), PROCESS);
	}

	@Override
	public Stream<Quote> watch(Line line) {
		return Stream.iterate(price(line), (quote) -> {
			this.catalogue.awaitChange();
			return price(line);
		});
	}

	@Override
	public Receipt place(Order order) {
		BigDecimal total = order.lines().stream().map(this.catalogue::priceOf).reduce(BigDecimal.ZERO, BigDecimal::add);
		return new Receipt(this.orders.incrementAndGet(), order.customer(), total, PROCESS);
	}

}

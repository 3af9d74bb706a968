package io.zmqf.sample;

import java.util.concurrent.TimeUnit;

import io.zmqf.annotation.ZmqHandler;

import org.springframework.stereotype.Component;

/** Creates reports, which take a while, and stops if the request is cancelled. */
@Component
class Reports {

	private static final int MONTHS = 12;

	@ZmqHandler(event = "reports.sales", interruptible = true)
	String sales(int year) throws InterruptedException {
		for (int month = 1; month <= MONTHS; month++) {
			TimeUnit.SECONDS.sleep(1); // the time for the books of a month
		}
		return "The sales of " + year;
	}

}

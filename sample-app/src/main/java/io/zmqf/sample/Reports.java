package io.zmqf.sample;

import java.util.concurrent.TimeUnit;

import io.zmqf.annotation.ZmqHandler;

import org.springframework.stereotype.Component;

/**
 * Makes reports that take their time, and stops where nobody waits for them any more.
 */
@Component
class Reports {

	private static final int MONTHS = 12;

	@ZmqHandler(event = "reports.sales", interruptible = true)
	String sales(int year) throws InterruptedException {
		for (int month = 1; month <= MONTHS; month++) {
			TimeUnit.SECONDS.sleep(1); // what the books of a month take
		}
		return "The sales of " + year;
	}

}

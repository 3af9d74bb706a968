package io.zmqf.test.shop;

import org.springframework.stereotype.Component;

@Component
public class Stock {

	public void take(int quantity) {
		throw new IllegalStateException("empty");
	}

}

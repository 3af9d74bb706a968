package io.zmqf.test.shop;

import io.zmqf.annotation.ZmqHandler;

import org.springframework.stereotype.Component;

@Component
public class Other {

	@ZmqHandler("other")
	String other() {
		return "other";
	}

}

package io.zmqf.test.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that is configured for a network. */
@SpringBootApplication
public class ShopApplication {

	public record Order(@jakarta.validation.constraints.NotBlank String customer, int quantity) {
	}

	public record Article(String code) {
	}

	public record Receipt(long number, String customer) {
	}

}

package io.zmqf.sample;

import io.zmqf.service.ImportZmqClients;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the sample: everything in one process, or by profile the part that the process
 * has to play.
 */
@SpringBootApplication
@ImportZmqClients(types = ShopApi.class)
public class SampleApplication {

	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}

package io.zmqf.aot;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqRemoteException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Handlers with validation, and requests by the client that a property names. */
@SpringBootApplication(proxyBeanMethods = false)
public class ConsumerApplication {

	public static void main(String[] args) {
		new SpringApplicationBuilder(ConsumerApplication.class).web(WebApplicationType.NONE).run(args);
	}

	@Bean
	ApplicationRunner requests(ListableBeanFactory beans, Environment environment) {
		return (args) -> {
			String client = environment.getProperty("ask-with");
			if (client != null) {
				ZmqClient zmq = beans.getBean(client, ZmqClient.class);
				System.out.println(zmq.request("orders.place", new Order("Ada"), Receipt.class));
				try {
					zmq.request("orders.place", new Order(""), Receipt.class);
				}
				catch (ZmqRemoteException ex) {
					System.out.println(ex.getProblem().errors());
				}
			}
		};
	}

	record Order(@NotBlank String customer) {
	}

	record Receipt(long number, String customer) {
	}

	@Component
	static class Orders {

		@ZmqHandler("orders.place")
		Receipt place(@Valid Order order) {
			return new Receipt(4711, order.customer());
		}

	}

}

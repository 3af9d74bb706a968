package io.zmqf.autoconfigure;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.jeromq.JeroMqTransport;
import io.zmqf.transport.nio.NioTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class JeroMqAutoConfigurationTests {

	private final ApplicationContextRunner contexts = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqJeroMqAutoConfiguration.class));

	@Test
	void contextIsNotCreatedBeforeItIsInjected() {
		this.contexts.run((context) -> {
			assertThat(context).hasSingleBean(ZmqClient.class);
			assertThat(context.getBeanFactory().containsBeanDefinition("zmqContext")).isTrue();
			assertThat(context.getBeanFactory().containsSingleton("zmqContext")).isFalse();
		});
	}

	@Test
	void contextServesOtherPatternsAndIsClosedWithTheApplication() {
		ZContext[] injected = new ZContext[1];
		this.contexts.run((context) -> {
			injected[0] = context.getBean(ZContext.class);
			ZMQ.Socket pull = injected[0].createSocket(SocketType.PULL);
			pull.setReceiveTimeOut(10_000);
			pull.bind("inproc://pipeline");
			ZMQ.Socket push = injected[0].createSocket(SocketType.PUSH);
			push.connect("inproc://pipeline");
			assertThat(push.send("work")).isTrue();
			assertThat(pull.recvStr()).isEqualTo("work");
			assertThat(injected[0].isClosed()).isFalse();
		});
		assertThat(injected[0].isClosed()).isTrue();
	}

	@Test
	void contextBacksOffToTheUsersOwn() {
		try (ZContext own = new ZContext()) {
			this.contexts.withBean("own", ZContext.class, () -> own)
				.run((context) -> assertThat(context.getBean(ZContext.class)).isSameAs(own));
		}
	}

	@Test
	void jeroMqIsNotTheTransportByDefault() {
		this.contexts
			.run((context) -> assertThat(context.getBean(Transport.class)).isNotInstanceOf(JeroMqTransport.class));
	}

	@Test
	void jeroMqCarriesTheRolesThatAreInOneApplication() {
		this.contexts.withPropertyValues("zmqf.transport=jeromq").withBean(Answers.class).run((context) -> {
			assertThat(context.getBean(Transport.class)).isInstanceOf(JeroMqTransport.class);
			assertThat(context.getBean(ZmqClient.class).request("greet", "you", String.class)).isEqualTo("hello you");
		});
	}

	@Test
	void jeroMqCarriesAServerAndItsClientByTcp() {
		this.contexts.withPropertyValues("zmqf.transport=jeromq", "zmqf.server.address=tcp://127.0.0.1:0")
			.withBean(Answers.class)
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("greet", "you", String.class))
				.isEqualTo("hello you"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.server.address=ipc:///tmp/zmqf-jeromq-test",
			"zmqf.client.address=ipc:///tmp/zmqf-jeromq-test" })
	void ipcIsRefusedAtTheStartWithTheReason(String property) {
		this.contexts.withPropertyValues("zmqf.transport=jeromq", property)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("ipc:///tmp/zmqf-jeromq-test")
				.hasMessageContaining("zmqf.transport=jeromq")
				.hasMessageContaining("no Unix domain sockets"));
	}

	@Test
	void securityIsRefusedAtTheStartWithTheReason() {
		this.contexts
			.withPropertyValues("zmqf.transport=jeromq", "zmqf.server.address=tcp://127.0.0.1:0",
					"zmqf.security.server.allow=127.0.0.1")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("tcp://127.0.0.1:0")
				.hasMessageContaining("security needs the library's own transport"));
	}

	@Test
	void unknownTransportIsRejectedWithTheAllowedValues() {
		this.contexts.withPropertyValues("zmqf.transport=zeromq")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("zeromq"));
	}

	@Test
	void anApplicationDoesWithoutJeroMq() {
		this.contexts.withClassLoader(new FilteredClassLoader("org.zeromq", "zmq")).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ZmqClient.class).doesNotHaveBean("zmqContext");
			assertThat(context.getBean(Transport.class)).isInstanceOf(NioTransport.class);
		});
	}

	@Test
	void jeroMqThatIsMissingIsRefusedAtTheStartWithTheRemedy() {
		this.contexts.withClassLoader(new FilteredClassLoader("org.zeromq", "zmq"))
			.withPropertyValues("zmqf.transport=jeromq")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(PropertyException.class)
				.hasMessage("zmqf.transport=jeromq is set, but JeroMQ is not on the class path. "
						+ "Add the dependency org.zeromq:jeromq, or remove the property."));
	}

	@Test
	void aTransportOfTheApplicationNeedsNoJeroMq() {
		this.contexts.withClassLoader(new FilteredClassLoader("org.zeromq", "zmq"))
			.withPropertyValues("zmqf.transport=jeromq")
			.withBean(Transport.class, () -> new NioTransport(TransportListener.NONE))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nothingOfJeroMqIsThereWhereAllIsSwitchedOff() {
		this.contexts.withPropertyValues("zmqf.enabled=false", "zmqf.transport=jeromq")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(Transport.class)
				.doesNotHaveBean(ZContext.class));
	}

	static class Answers {

		@ZmqHandler("greet")
		String greet(String name) {
			return "hello " + name;
		}

	}

}

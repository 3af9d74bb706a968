package io.zmqf.benchmarks.peers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.GrpcChannelFactory;

/** gRPC with its default executors, one channel, and JSON where protocol buffers go. */
final class Grpc {

	private static final MethodDescriptor.Marshaller<Payload> JSON = new MethodDescriptor.Marshaller<>() {

		@Override
		public InputStream stream(Payload value) {
			return new ByteArrayInputStream(value.json());
		}

		@Override
		public Payload parse(InputStream stream) {
			try {
				return Payload.of(stream.readAllBytes());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	};

	private static final MethodDescriptor<Payload, Payload> ECHO = MethodDescriptor.newBuilder(JSON, JSON)
		.setType(MethodDescriptor.MethodType.UNARY)
		.setFullMethodName(MethodDescriptor.generateFullMethodName("Benchmark", "Echo"))
		.build();

	private static final MethodDescriptor<Payload, Payload> ITEMS = MethodDescriptor.newBuilder(JSON, JSON)
		.setType(MethodDescriptor.MethodType.SERVER_STREAMING)
		.setFullMethodName(MethodDescriptor.generateFullMethodName("Benchmark", "Items"))
		.build();

	private Grpc() {
	}

	static void server(int port) {
		SpringNode.start(Server.class, "spring.grpc.server.port=" + port);
	}

	static Requester.OfPayload client(int port) {
		Channel channel = SpringNode.start(Client.class)
			.getBean(GrpcChannelFactory.class)
			.createChannel("static://127.0.0.1:" + port);
		return new Requester.OfPayload() {

			@Override
			public CompletableFuture<Payload> send(Payload request) {
				Reply reply = new Reply();
				ClientCalls.asyncUnaryCall(channel.newCall(ECHO, CallOptions.DEFAULT), request, reply);
				return reply.future;
			}

			@Override
			public Payload call(Payload request) {
				return ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, request);
			}

		};
	}

	/**
	 * The request of a stream is a payload of that many bytes, whose id is the number.
	 */
	static Streamer streamer(int port) {
		Channel channel = SpringNode.start(Client.class)
			.getBean(GrpcChannelFactory.class)
			.createChannel("static://127.0.0.1:" + port);
		return (wanted) -> {
			Payload request = new Payload(wanted.items(), Payload.of(wanted.bytes()).text(), 19.95);
			long count = 0;
			for (Iterator<Payload> items = ClientCalls.blockingServerStreamingCall(channel, ITEMS, CallOptions.DEFAULT,
					request); items.hasNext(); items.next()) {
				count++;
			}
			return count;
		};
	}

	/** Sends items while the transport accepts them. */
	private static void send(Payload request, ServerCallStreamObserver<Payload> reply) {
		AtomicInteger left = new AtomicInteger(request.id());
		Payload item = new Payload(1234567, request.text(), request.price());
		reply.setOnReadyHandler(() -> {
			while (reply.isReady() && left.get() > 0) {
				reply.onNext(item.answer());
				if (left.decrementAndGet() == 0) {
					reply.onCompleted();
				}
			}
		});
	}

	/** From the observer of a stream of one to a future. */
	private static final class Reply implements StreamObserver<Payload> {

		private final CompletableFuture<Payload> future = new CompletableFuture<>();

		private @Nullable Payload value;

		@Override
		public void onNext(Payload reply) {
			this.value = reply;
		}

		@Override
		public void onError(Throwable failure) {
			this.future.completeExceptionally(failure);
		}

		@Override
		@SuppressWarnings("NullAway") // a unary call ends after its reply
		public void onCompleted() {
			this.future.complete(this.value);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Server {

		@Bean
		BindableService echo() {
			return () -> ServerServiceDefinition.builder("Benchmark")
				.addMethod(ECHO, ServerCalls.asyncUnaryCall((request, reply) -> {
					reply.onNext(request.answer());
					reply.onCompleted();
				}))
				.addMethod(ITEMS,
						ServerCalls.asyncServerStreamingCall(
								(request, reply) -> send(request, (ServerCallStreamObserver<Payload>) reply)))
				.build();
		}

	}

}

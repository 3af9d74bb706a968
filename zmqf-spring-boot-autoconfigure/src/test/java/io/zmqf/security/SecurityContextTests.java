package io.zmqf.security;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.annotation.ZmqHandlerAdvice;
import io.zmqf.autoconfigure.ZmqSecurityContextAutoConfiguration;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.Headers;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.worker.ZmqHandlerInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The sender of a request, as Spring Security sees it while a handler runs. */
class SecurityContextTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqSecurityContextAutoConfiguration.class))
		.withUserConfiguration(Handlers.class, Method.class, Threads.class);

	/** Senders are proved by a connection, which a test in memory does not have. */
	private final ApplicationContextRunner known = this.runner.withUserConfiguration(Senders.class);

	@Test
	void isTheSenderThatTheConnectionHasProved() {
		ZmqTestContexts.runner()
			.withConfiguration(AutoConfigurations.of(ZmqSecurityContextAutoConfiguration.class))
			.withUserConfiguration(Handlers.class, Method.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0", "zmqf.client.timeout=20s",
					"zmqf.security.client.username=ada", "zmqf.security.client.password=open sesame",
					"zmqf.security.server.users.ada.password=open sesame", "zmqf.security.server.users.ada.roles=clerk")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
				.isEqualTo("ada [ROLE_clerk, clerk]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "who", "later", "mono", "reactive" })
	void isThereWhileTheHandlerRunsAndInItsMono(String event) {
		this.known.run((context) -> assertThat(
				context.getBean(ZmqClient.class).event(event).header("as", "ada:clerk").request(String.class))
			.isEqualTo("ada [ROLE_clerk, clerk]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "who", "later", "mono", "fail", "denied", "inline" })
	void isClearedHoweverTheHandlerEnds(String event) {
		this.known.withPropertyValues("zmqf.worker.concurrency=1").run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.event(event)
				.header("as", "ada:clerk")
				.requestAsync(String.class)
				.handle((reply, ex) -> "done")).succeedsWithin(Duration.ofSeconds(30));
			assertThat(client.request(event.equals("inline") ? "inline" : "who", null, String.class))
				.isEqualTo("nobody");
			assertThat(context.getBean(Threads.class).left).isNotEmpty().doesNotContainValue(true);
		});
	}

	@Test
	void preAuthorizeAllowsByRoleAndForbidsTheRest() {
		this.known.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.event("clerks").header("as", "ada:clerk").request(String.class)).isEqualTo("clerks");
			assertThat(client.event("clerks-later").header("as", "ada:clerk").request(String.class))
				.isEqualTo("clerks");
			for (String event : List.of("clerks", "clerks-later", "denied", "denied-later")) {
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.event(event).header("as", "bob:guest").request(String.class))
					.satisfies((ex) -> assertThat(ex.getProblem().type()).isEqualTo("urn:zmqf:forbidden"));
			}
			assertForbidden(client, "clerks");
		});
	}

	@Test
	void unknownSenderIsForbiddenIfAnExpressionNeedsAName() {
		this.known.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.event("own").data("ada").header("as", "ada:clerk").request(String.class))
				.isEqualTo("of ada");
			assertForbidden(client, "own");
			assertForbidden(client, "own-later");
		});
	}

	@Test
	void aProblemThatTheHandlerChoosesStays() {
		this.known.run((context) -> assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> context.getBean(ZmqClient.class).request("chosen", null, String.class))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(404)));
	}

	@ParameterizedTest
	@ValueSource(classes = { Claiming.class, Annotated.class, MetaAnnotated.class, OfFailures.class, OfAdvice.class })
	void aSenderIsNeverReadFromTheData(Class<?> handlers) {
		this.known.withUserConfiguration(handlers)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("the sender of a request is not in its data"));
	}

	@ParameterizedTest
	@Timeout(30)
	@ValueSource(strings = { "fail", "cyclic" })
	void anotherFailureIsTheHandlersOwn(String event) {
		this.known.run((context) -> assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> context.getBean(ZmqClient.class).request(event, null, String.class))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(500)));
	}

	@Test
	void aTokenTravelsWithTheRequest() {
		this.runner.withUserConfiguration(Tokens.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			Tokens tokens = context.getBean(Tokens.class);
			tokens.token = tokens.encode("ada", "clerk");
			assertThat(client.request("who", null, String.class)).isEqualTo("ada [ROLE_clerk]");
			assertThat(client.request("clerks", null, String.class)).isEqualTo("clerks");
			tokens.token = tokens.encode("ada", "guest");
			assertForbidden(client, "clerks");
			tokens.token = tokens.token + "x";
			assertForbidden(client, "who");
			tokens.token = null;
			assertThat(client.request("who", null, String.class)).isEqualTo("nobody");
		});
	}

	private static void assertForbidden(ZmqClient client, String event) {
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> client.request(event, null, String.class))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(403));
	}

	@Test
	void isNotThereWithoutSpringSecurity() {
		ZmqTestContexts.runner()
			.withConfiguration(AutoConfigurations.of(ZmqSecurityContextAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withUserConfiguration(Plain.class)
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("plain", null, String.class))
				.isEqualTo("plain"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class Method {

	}

	static class Plain {

		@ZmqHandler("plain")
		String plain() {
			return "plain";
		}

	}

	static class Handlers {

		@ZmqHandler("who")
		String who() {
			return text(SecurityContextHolder.getContext().getAuthentication());
		}

		@ZmqHandler(event = "inline", blocking = false)
		String inline() {
			return who();
		}

		@ZmqHandler("later")
		CompletableFuture<String> later() {
			return CompletableFuture.completedFuture(who());
		}

		@ZmqHandler("mono")
		Mono<String> mono() {
			return Mono.just(who());
		}

		@ZmqHandler("reactive")
		Mono<String> reactive() {
			return Mono.delay(Duration.ofMillis(5), Schedulers.parallel())
				.then(ReactiveSecurityContextHolder.getContext())
				.map((context) -> text(context.getAuthentication()));
		}

		@ZmqHandler("fail")
		String fail() {
			throw new IllegalStateException("on purpose");
		}

		@ZmqHandler("cyclic")
		String cyclic() {
			IllegalStateException failure = new IllegalStateException("on purpose");
			failure.initCause(new IllegalStateException("its cause", failure));
			throw failure;
		}

		@ZmqHandler("denied")
		String denied() {
			throw new AccessDeniedException("on purpose");
		}

		@ZmqHandler("denied-later")
		CompletableFuture<String> deniedLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new AccessDeniedException("on purpose");
			});
		}

		@PreAuthorize("hasRole('clerk')")
		@ZmqHandler("clerks")
		String clerks() {
			return "clerks";
		}

		@PreAuthorize("#name == authentication.name")
		@ZmqHandler("own")
		String own(@Payload(required = false) String name) {
			return "of " + name;
		}

		@ZmqHandler("own-later")
		CompletableFuture<String> ownLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalArgumentException("no name", new AuthenticationCredentialsNotFoundException("nobody"));
			});
		}

		@ZmqHandler("chosen")
		String chosen() {
			throw new ProblemException(ProblemType.NO_HANDLER.of("chosen", null), new AccessDeniedException("hidden"));
		}

		@PreAuthorize("hasRole('clerk')")
		@ZmqHandler("clerks-later")
		CompletableFuture<String> clerksLater() {
			return CompletableFuture.completedFuture("clerks");
		}

		private static String text(@Nullable Authentication sender) {
			return (sender == null) ? "nobody"
					: sender.getName() + " " + sender.getAuthorities().stream().map(Object::toString).sorted().toList();
		}

	}

	static class Claiming {

		@ZmqHandler("claiming")
		void handle(Authentication sender) {
		}

	}

	static class Annotated {

		@ZmqHandler("annotated")
		void handle(@AuthenticationPrincipal Optional<String> name) {
		}

	}

	static class MetaAnnotated {

		@ZmqHandler("meta-annotated")
		void handle(@CurrentUser Map<String, String> user) {
		}

	}

	static class OfFailures extends Plain {

		@MessageExceptionHandler
		void handle(IllegalStateException failure, @AuthenticationPrincipal String name) {
		}

	}

	@ZmqHandlerAdvice
	static class OfAdvice {

		@MessageExceptionHandler
		void handle(IllegalStateException failure, Authentication sender) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@AuthenticationPrincipal
	@interface CurrentUser {

	}

	@Configuration(proxyBeanMethods = false)
	static class Senders {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ZmqHandlerInterceptor senders() {
			return (request, next) -> {
				String as = request.headers().get("as");
				if (as == null) {
					return next.handle(request);
				}
				Map<String, String> headers = new LinkedHashMap<>(request.headers());
				headers.put(Headers.USER, as.split(":")[0]);
				headers.put(Headers.ROLES, as.split(":")[1]);
				assertThat(ZmqPrincipal.of(headers)).isNotNull();
				return next.handle(request.withHeaders(headers));
			};
		}

	}

	/** Reads the context of threads after the handler. */
	@Configuration(proxyBeanMethods = false)
	static class Threads {

		private final Map<String, Boolean> left = new ConcurrentHashMap<>();

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE + 1)
		ZmqHandlerInterceptor outermost() {
			return (request, next) -> {
				try {
					return next.handle(request);
				}
				finally {
					this.left.put(request.event(), SecurityContextHolder.getContext().getAuthentication() != null);
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		private static final SecretKeySpec KEY = new SecretKeySpec(
				"0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

		private volatile @Nullable String token;

		String encode(String subject, String role) {
			JwtClaimsSet claims = JwtClaimsSet.builder()
				.subject(subject)
				.claim("roles", List.of(role))
				.expiresAt(Instant.now().plusSeconds(60))
				.build();
			return new NimbusJwtEncoder(new ImmutableSecret<>(KEY))
				.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
				.getTokenValue();
		}

		@Bean
		JwtDecoder jwtDecoder() {
			return NimbusJwtDecoder.withSecretKey(KEY).build();
		}

		@Bean
		ZmqClientInterceptor sendToken() {
			return (request, next) -> {
				if (this.token != null) {
					request.getHeaders().put("authorization", "Bearer " + this.token);
				}
				return next.execute(request);
			};
		}

		@Bean
		ZmqAuthenticationConverter acceptToken(JwtDecoder decoder) {
			return (request) -> {
				String header = request.headers().get("authorization");
				return (header != null) ? authentication(decoder, header.substring("Bearer ".length())) : null;
			};
		}

		private static Authentication authentication(JwtDecoder decoder, String token) {
			try {
				Jwt jwt = decoder.decode(token);
				return UsernamePasswordAuthenticationToken.authenticated(jwt.getSubject(), null, AuthorityUtils
					.createAuthorityList(jwt.getClaimAsStringList("roles").stream().map("ROLE_"::concat).toList()));
			}
			catch (JwtException ex) {
				throw new BadCredentialsException("The token is not valid", ex);
			}
		}

	}

}

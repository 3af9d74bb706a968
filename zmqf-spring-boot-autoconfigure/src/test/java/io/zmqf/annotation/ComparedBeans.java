package io.zmqf.annotation;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.observation.aop.ObservedAspect;
import io.zmqf.annotation.ControllersAndHandlersTests.Compared;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Shapes of beans, each a controller and a bean with handlers. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@EnableTransactionManagement(proxyTargetClass = true)
@EnableAsync(proxyTargetClass = true)
@EnableResilientMethods(proxyTargetClass = true)
@EnableAspectJAutoProxy(proxyTargetClass = true)
@Import({ ComparedBeans.Hidden.class, ComparedBeans.InTransaction.class, ComparedBeans.Later.class,
		ComparedBeans.Again.class, ComparedBeans.Seen.class, ComparedBeans.Checked.class, ComparedBeans.OnDemand.class,
		ComparedBeans.EachTime.class, ComparedBeans.OfThread.class, ComparedBeans.OfThreadByContract.class,
		ComparedBeans.OrderBase.class, ComparedBeans.ByContract.class, ComparedBeans.Overriding.class,
		ComparedBeans.Recorded.class, ComparedBeans.Configured.class })
class ComparedBeans {

	static final List<Compared> SHAPES = List.of(Compared.of("private", "1", "2"), Compared.of("static", "1", "2"),
			Compared.of("final", "1", "2"), Compared.of("transactional", "1", "true"),
			Compared.of("protected", "1", "true"), Compared.of("async", "1", "2"),
			Compared.of("async-fails", "1", "500"), Compared.of("retryable", "1", "3"),
			Compared.of("observed", "1", "2"), Compared.of("checked", "11", "400").unlikeController("500"),
			Compared.of("checked", "1", "2"), Compared.of("checked-reply", "1", "500"), Compared.of("lazy", "1", "2"),
			Compared.of("lazy-transactional", "1", "true"), Compared.of("prototype", "1", "1"),
			Compared.of("scoped", "1", "2"), Compared.of("scoped-by-contract", "1", "2"),
			Compared.of("factory", "1", "2"), Compared.of("declared-by-contract", "1", "2").unlikeController("404"),
			Compared.of("declared-lazily", "1", "2"),
			Compared.of("generic", "{\"customer\":\"a\"}", "{\"customer\":\"a\"}"),
			Compared.of("generic-list", "[{\"customer\":\"a\"}]", "[{\"customer\":\"a\"}]"),
			Compared.of("generic-valid", "{\"customer\":\"\"}", "400 customer"),
			Compared.of("contract", "{\"customer\":\"a\"}", "{\"customer\":\"a\"}"),
			Compared.of("contract-valid", "{\"customer\":\"\"}", "400 customer"),
			Compared.of("contract-maximum", "11", "400"), Compared.of("default", "1", "2"),
			Compared.of("overridden", "1", "3"), Compared.of("recorded", "1", "2"),
			Compared.of("configured", "1", "2"));

	@Bean
	static LocalValidatorFactoryBean validator() {
		return new LocalValidatorFactoryBean();
	}

	@Bean
	static MethodValidationPostProcessor methodValidation() {
		MethodValidationPostProcessor validation = new MethodValidationPostProcessor();
		validation.setProxyTargetClass(true);
		return validation;
	}

	@Bean
	static CustomScopeConfigurer scopes() {
		CustomScopeConfigurer scopes = new CustomScopeConfigurer();
		scopes.addScope("thread", new SimpleThreadScope());
		return scopes;
	}

	@Bean
	ObservedAspect observedAspect() {
		return new ObservedAspect(ObservationRegistry.create());
	}

	@Bean
	PlatformTransactionManager transactions() {
		return new AbstractPlatformTransactionManager() {

			@Override
			protected Object doGetTransaction() {
				return new Object();
			}

			@Override
			protected void doBegin(Object transaction, TransactionDefinition definition) {
			}

			@Override
			protected void doCommit(DefaultTransactionStatus status) {
			}

			@Override
			protected void doRollback(DefaultTransactionStatus status) {
			}

		};
	}

	@Bean
	FactoryBean<Produced.Made> made() {
		return new FactoryBean<>() {

			@Override
			public Produced.Made getObject() {
				return new Produced.Made();
			}

			@Override
			public Class<?> getObjectType() {
				return Produced.Made.class;
			}

		};
	}

	@Bean
	Declared declared() {
		return new Produced.DeclaredEagerly();
	}

	@Bean
	@Lazy
	DeclaredLater declaredLater() {
		return new DeclaredLazily();
	}

	@RestController
	static class Hidden {

		@PostMapping("/private")
		@ZmqHandler("private")
		private int hidden(@RequestBody int number) {
			return number + 1;
		}

		@PostMapping("/static")
		@ZmqHandler("static")
		static int still(@RequestBody int number) {
			return number + 1;
		}

		@PostMapping("/final")
		@ZmqHandler("final")
		final int last(@RequestBody int number) {
			return number + 1;
		}

	}

	@RestController
	@Transactional
	static class InTransaction {

		private final String set = "set";

		@PostMapping("/transactional")
		@ZmqHandler("transactional")
		boolean isActive(@RequestBody int number) {
			return TransactionSynchronizationManager.isActualTransactionActive() && this.set != null;
		}

		@PostMapping("/protected")
		@ZmqHandler("protected")
		protected boolean isActiveToo(@RequestBody int number) {
			return TransactionSynchronizationManager.isActualTransactionActive() && this.set != null;
		}

	}

	@RestController
	static class Later {

		@Async
		@PostMapping("/async")
		@ZmqHandler("async")
		CompletableFuture<Integer> later(@RequestBody int number) {
			return CompletableFuture.completedFuture(number + 1);
		}

		@Async
		@PostMapping("/async-fails")
		@ZmqHandler("async-fails")
		CompletableFuture<Integer> fail(@RequestBody int number) {
			throw new IllegalStateException("on purpose");
		}

	}

	@RestController
	static class Again {

		@Retryable(delay = 1)
		@PostMapping("/retryable")
		@ZmqHandler("retryable")
		int again(@RequestBody int number) {
			int attempt = ATTEMPTS.merge(Thread.currentThread(), 1, Integer::sum);
			if (attempt % 3 != 0) {
				throw new IllegalStateException("attempt " + attempt);
			}
			return 3;
		}

		private static final java.util.Map<Thread, Integer> ATTEMPTS = new java.util.concurrent.ConcurrentHashMap<>();

	}

	@RestController
	static class Seen {

		private final int one = 1;

		@Observed
		@PostMapping("/observed")
		@ZmqHandler("observed")
		int seen(@RequestBody int number) {
			return number + this.one;
		}

	}

	@RestController
	@Validated
	static class Checked {

		@PostMapping("/checked")
		@ZmqHandler("checked")
		int check(@RequestBody @Max(10) int number) {
			return number + 1;
		}

		@PostMapping("/checked-reply")
		@ZmqHandler("checked-reply")
		@Max(0)
		int checkReply(@RequestBody int number) {
			return number;
		}

	}

	@RestController
	@Lazy
	static class OnDemand {

		@PostMapping("/lazy")
		@ZmqHandler("lazy")
		int onDemand(@RequestBody int number) {
			return number + 1;
		}

		@Transactional
		@PostMapping("/lazy-transactional")
		@ZmqHandler("lazy-transactional")
		boolean isActive(@RequestBody int number) {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

	}

	@RestController
	@Scope("prototype")
	static class EachTime {

		private final AtomicInteger calls = new AtomicInteger();

		@PostMapping("/prototype")
		@ZmqHandler("prototype")
		int count(@RequestBody int number) {
			return this.calls.incrementAndGet();
		}

	}

	@RestController
	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class OfThread {

		@PostMapping("/scoped")
		@ZmqHandler("scoped")
		int scoped(@RequestBody int number) {
			return number + 1;
		}

	}

	@RestController
	interface Scoped {

		@PostMapping("/scoped-by-contract")
		@ZmqHandler("scoped-by-contract")
		int scoped(@RequestBody int number);

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.INTERFACES)
	static class OfThreadByContract implements Scoped {

		@Override
		public int scoped(int number) {
			return number + 1;
		}

	}

	interface Declared {

	}

	@RestController
	interface DeclaredLater {

		@PostMapping("/declared-lazily")
		@ZmqHandler("declared-lazily")
		int declared(@RequestBody int number);

	}

	static class DeclaredLazily implements DeclaredLater {

		@Override
		public int declared(int number) {
			return number + 1;
		}

	}

	record Order(@NotBlank String customer) {
	}

	abstract static class Base<T> {

		@PostMapping("/generic")
		@ZmqHandler("generic")
		T same(@RequestBody T value) {
			return value.getClass() == Order.class ? value : null;
		}

		@PostMapping("/generic-list")
		@ZmqHandler("generic-list")
		List<T> same(@RequestBody List<T> values) {
			return values.get(0).getClass() == Order.class ? values : null;
		}

		@PostMapping("/generic-valid")
		@ZmqHandler("generic-valid")
		void valid(@RequestBody @jakarta.validation.Valid T value) {
		}

	}

	@RestController
	static class OrderBase extends Base<Order> {

	}

	interface Contract<T> {

		@PostMapping("/contract")
		@ZmqHandler("contract")
		T same(@RequestBody T value);

		@PostMapping("/contract-valid")
		@ZmqHandler("contract-valid")
		void valid(@RequestBody @jakarta.validation.Valid T value);

		@PostMapping("/contract-maximum")
		@ZmqHandler("contract-maximum")
		void maximum(@RequestBody @Max(10) int value);

		@PostMapping("/default")
		@ZmqHandler("default")
		default int plusOne(@RequestBody int value) {
			return value + 1;
		}

	}

	@RestController
	static class ByContract implements Contract<Order> {

		@Override
		public Order same(Order value) {
			return value;
		}

		@Override
		public void valid(Order value) {
		}

		@Override
		public void maximum(int value) {
		}

	}

	static class Overridden {

		@PostMapping("/overridden")
		@ZmqHandler("overridden")
		int plus(@RequestBody int number) {
			return number + 1;
		}

	}

	@RestController
	static class Overriding extends Overridden {

		@Override
		int plus(int number) {
			return number + 2;
		}

	}

	@RestController
	record Recorded() {

		@PostMapping("/recorded")
		@ZmqHandler("recorded")
		int plusOne(@RequestBody int number) {
			return number + 1;
		}

	}

	@RestController
	@Configuration
	static class Configured {

		private final int one = 1;

		@PostMapping("/configured")
		@ZmqHandler("configured")
		private int plusOne(@RequestBody int number) {
			return number + this.one;
		}

	}

	/** Not found as members of a configuration. */
	static final class Produced {

		@RestController
		static class Made {

			@PostMapping("/factory")
			@ZmqHandler("factory")
			int made(@RequestBody int number) {
				return number + 1;
			}

		}

		@RestController
		static class DeclaredEagerly implements Declared {

			@PostMapping("/declared-by-contract")
			@ZmqHandler("declared-by-contract")
			int declared(@RequestBody int number) {
				return number + 1;
			}

		}

	}

}

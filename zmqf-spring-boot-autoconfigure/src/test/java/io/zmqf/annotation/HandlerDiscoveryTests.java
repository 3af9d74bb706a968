package io.zmqf.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.annotation.elsewhere.PackageHandler;
import io.zmqf.message.ProblemType;
import io.zmqf.service.ZmqExchange;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.JdkRegexpMethodPointcut;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Which methods become handlers. */
class HandlerDiscoveryTests {

	@Test
	void findsAllMethodsOfAllBeans() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Several.class, Another.class)) {
			assertThat(handlers.registry().events()).containsExactlyInAnyOrder("several.first", "several.second",
					"another");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "marker", "object", "parent" })
	@ExtendWith(OutputCaptureExtension.class)
	void warnsOnceALazyBeanHasHandlersThatItsDeclaredTypeHasNot(String bean, CapturedOutput output) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(LazyBeans.class)) {
			handlers.context().getBean("known");
			assertThat(output).doesNotContain("receive no requests");
			handlers.context().getBean(bean);
			assertThat(output).contains("WARN")
				.containsOnlyOnce(
						"Bean '" + bean + "' is a " + LazyBeans.Sub.class.getTypeName() + ", whose handlers of sub")
				.containsOnlyOnce(" receive no requests");
			assertThat(handlers.registry().events()).containsExactly("super");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void createsALazyBeanWithInaccessibleHandlers(CapturedOutput output) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(LazyBeans.class)) {
			assertThat(handlers.context().getBean("invalid")).isInstanceOf(LazyBeans.Invalid.class);
			assertThat(output).containsOnlyOnce("The handlers of bean 'invalid' receive no requests: ");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBeans {

		interface Marker {

		}

		static class Super {

			@ZmqHandler("super")
			void handle() {
			}

		}

		static class Sub extends Super implements Marker {

			@ZmqHandler("sub")
			void handleToo() {
			}

		}

		@Bean
		@Lazy
		Marker marker() {
			return new Sub();
		}

		@Bean
		@Scope("prototype")
		Object object() {
			return new Sub();
		}

		@Bean
		@Lazy
		Super parent() {
			return new Sub();
		}

		static class Invalid implements Marker {

			@ZmqHandler("${no.such.property}")
			void handle() {
			}

		}

		@Bean
		@Lazy
		Marker invalid() {
			return new Invalid();
		}

		@Bean
		@Lazy
		CharSequence known() {
			return "no handler";
		}

	}

	@Test
	void describesAHandlerByItsMethod() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Several.class)) {
			assertThat(handlers.registry().descriptions()).containsEntry("several.first",
					Several.class.getTypeName() + ".first(Map, String)");
		}
	}

	@Test
	void takesAnAnnotationOfTheApplicationsOwn() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Composed.class)) {
			assertThat(handlers.answer("query", "null")).isEqualTo("\"found\"");
			assertThat(handlers.registry().events()).containsExactly("query.orders");
		}
	}

	@Test
	void handlersBlockByDefault() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(SometimesBlocking.class)) {
			assertThat(handlers.handler("block").isBlocking()).isTrue();
			assertThat(handlers.handler("compute").isBlocking()).isFalse();
		}
	}

	static class SometimesBlocking {

		@ZmqHandler("blocking")
		void block() {
		}

		@ZmqHandler(event = "computing", blocking = false)
		void compute() {
		}

	}

	@Test
	void resolvesPlaceholders() {
		System.setProperty("zmqf.test.event", "from.property");
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Placeholder.class)) {
			assertThat(handlers.registry().events()).containsExactly("from.property");
		}
		finally {
			System.clearProperty("zmqf.test.event");
		}
	}

	@Test
	void registersAMethodOnceThatSeveralInterfacesDeclare() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(BothDesk.class, SeparateDesk.class)) {
			assertThat(handlers.registry().events()).containsExactlyInAnyOrder("status", "stock");
			assertThat(handlers.answer("status", "null")).isEqualTo("\"both\"");
			assertThat(handlers.answer("stock", "null")).isEqualTo("\"separate\"");
		}
	}

	interface OneStatus {

		@ZmqExchange("status")
		String status();

	}

	interface OtherStatus {

		@ZmqExchange("status")
		String status();

	}

	interface BothStatus extends OneStatus, OtherStatus {

	}

	static class BothDesk implements BothStatus {

		@Override
		public String status() {
			return "both";
		}

	}

	interface OneStock {

		@ZmqExchange("stock")
		String stock();

	}

	interface OtherStock {

		@ZmqExchange("stock")
		String stock();

	}

	static class SeparateDesk implements OneStock, OtherStock {

		@Override
		public String stock() {
			return "separate";
		}

	}

	@Test
	void registersNothingForABeanThatIsNull() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(NullBeans.class)) {
			assertThat(handlers.registry().events()).containsExactly("later");
			assertThat(handlers.problem("later", "null").type()).isEqualTo(ProblemType.NO_HANDLER.uri());
		}
	}

	static class NullHandler {

		@ZmqHandler("now")
		void now() {
		}

	}

	static class LaterNullHandler {

		@ZmqHandler("later")
		void later() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NullBeans {

		@Bean
		@Nullable NullHandler nullHandler() {
			return null;
		}

		@Bean
		@Lazy
		@Nullable LaterNullHandler laterNullHandler() {
			return null;
		}

	}

	@Test
	void resolvesPlaceholdersInRolesAndTakesEachOnce() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(WithRoles.class)) {
			assertThat(handlers.handler("close").signature().roles()).containsExactly("admin", "clerk");
			assertThat(handlers.problem("close", "null").status()).isEqualTo(403);
			assertThat(handlers.context().getBean(HandlerDiscovery.class).declarations()).singleElement()
				.satisfies((declared) -> assertThat(declared.roles()).containsExactly("admin", "clerk"));
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { EmptyRole.class, UnresolvedRole.class })
	void rejectsAnEmptyRole(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(bean.getTypeName() + ".close()").contains("role");
				assertThat(ex.getAction()).isNotEmpty();
			});
	}

	static class WithRoles {

		@ZmqHandler(event = "close", roles = { "clerk", "${zmqf.test.role:admin}", "clerk" })
		void close() {
		}

	}

	static class EmptyRole {

		@ZmqHandler(event = "close", roles = "")
		void close() {
		}

	}

	static class UnresolvedRole {

		@ZmqHandler(event = "close", roles = "${zmqf.test.none}")
		void close() {
		}

	}

	@Test
	void callsThroughACglibProxy() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Proxying.class, Plain.class)) {
			assertThat(AopUtils.isCglibProxy(handlers.context().getBean(Plain.class))).isTrue();
			assertThat(handlers.answer("plain", "null")).isEqualTo("\"plain\"");
			assertThat(handlers.context().getBean(Proxying.class).calls).hasValue(1);
		}
	}

	@Test
	void callsThroughAJdkProxyWithTheAnnotationsOfTheClass() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Proxying.class, Contracted.class)) {
			assertThat(AopUtils.isJdkDynamicProxy(handlers.context().getBean(Contract.class))).isTrue();
			assertThat(handlers.answer("contracted", "null")).isEqualTo("\"none with five\"");
			assertThat(handlers.context().getBean(Proxying.class).calls).hasValue(1);
		}
	}

	@Test
	void refusesAMethodThatAProxyHides() {
		assertThatIllegalStateException().isThrownBy(() -> DiscoveredHandlers.of(Proxying.class, Hidden.class))
			.withMessageContaining("hidden");
	}

	@ParameterizedTest
	@ValueSource(classes = { PrivateMethod.class, FinalMethod.class, Elsewhere.class })
	void refusesAMethodThatAProxyCanNotOverride(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> DiscoveredHandlers.of(Proxying.class, bean))
			.satisfies((ex) -> assertThat(ex.getDescription()).contains(".stock(String) can't be called"));
	}

	@ParameterizedTest
	@ValueSource(
			classes = { LazyPrivateMethod.class, LazyFinalMethod.class, LazyElsewhere.class, MadePrivateMethod.class })
	void refusesItWhenALazyBeanComesToBe(Class<?> bean) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Proxying.class, bean)) {
			assertThat(handlers.registry().events()).containsExactly("stock");
			assertThat(handlers.failure("stock", "\"a\"")).isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining(".stock(String) can't be called");
		}
	}

	@ParameterizedTest
	@ValueSource(
			classes = { StaticMethod.class, ProtectedMethod.class, PackageMethod.class, LazyProtectedMethod.class })
	void callsMethodsThatAProxyOverrides(Class<?> bean) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Proxying.class, bean)) {
			assertThat(handlers.answer("stock", "\"a\"")).isEqualTo("1");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalMethod.class, PrivateMethod.class, Elsewhere.class })
	void callsAnyMethodWhereThereIsNoProxy(Class<?> bean) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(bean)) {
			assertThat(handlers.answer("stock", "\"a\"")).isEqualTo("1");
		}
	}

	abstract static class Proxied {

		final Map<String, Integer> stock = Map.of("a", 1);

		public void proxied() {
		}

	}

	static class PrivateMethod extends Proxied {

		@ZmqHandler("stock")
		private Integer stock(String article) {
			return this.stock.get(article);
		}

	}

	static class FinalMethod extends Proxied {

		@ZmqHandler("stock")
		public final Integer stock(String article) {
			return this.stock.get(article);
		}

	}

	static class Elsewhere extends PackageHandler {

		public void proxied() {
		}

	}

	static class StaticMethod extends Proxied {

		@ZmqHandler("stock")
		static final Integer stock(String article) {
			return 1;
		}

	}

	static class ProtectedMethod extends Proxied {

		@ZmqHandler("stock")
		protected Integer stock(String article) {
			return this.stock.get(article);
		}

	}

	static class PackageMethod extends Proxied {

		@ZmqHandler("stock")
		Integer stock(String article) {
			return this.stock.get(article);
		}

	}

	@Lazy
	static class LazyPrivateMethod extends PrivateMethod {

	}

	@Lazy
	static class LazyFinalMethod extends FinalMethod {

	}

	@Lazy
	static class LazyElsewhere extends Elsewhere {

	}

	@Lazy
	static class LazyProtectedMethod extends ProtectedMethod {

	}

	static class MadePrivateMethod implements FactoryBean<PrivateMethod> {

		@Override
		public PrivateMethod getObject() {
			return new PrivateMethod();
		}

		@Override
		public Class<?> getObjectType() {
			return PrivateMethod.class;
		}

	}

	@ParameterizedTest
	@ValueSource(classes = { MakingFactory.class, LazyMakingFactory.class, UntypedFactory.class })
	void callsAFactoryItself(Class<?> factory) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(factory)) {
			assertThat(handlers.answer("make", "null")).isEqualTo("\"made\"");
		}
	}

	static class MakingFactory implements FactoryBean<Plain> {

		@ZmqHandler("making")
		String make() {
			return "made";
		}

		@Override
		public Plain getObject() {
			return new Plain();
		}

		@Override
		public @Nullable Class<?> getObjectType() {
			return Plain.class;
		}

	}

	@Lazy
	static class LazyMakingFactory extends MakingFactory {

	}

	static class UntypedFactory extends MakingFactory {

		@Override
		public @Nullable Class<?> getObjectType() {
			return null;
		}

	}

	@Test
	void registersHandlersOfAnInterfaceBeforeItsBeanIsCreated() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Declaring.class)) {
			assertThat(handlers.registry().events()).containsExactly("declared");
			assertThat(handlers.context().getBeanFactory().containsSingleton("declared")).isFalse();
			assertThat(handlers.answer("declared", "1")).isEqualTo("2");
		}
	}

	interface Declared {

		@ZmqHandler("declared")
		int declared(int number);

	}

	@Configuration(proxyBeanMethods = false)
	static class Declaring {

		@Bean
		@Lazy
		Declared declared() {
			return (number) -> number + 1;
		}

	}

	@Test
	void leavesOutABeanOfAClassWithAMissingType() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(MissingType.class, Another.class)) {
			assertThatExceptionOfType(NoClassDefFoundError.class)
				.isThrownBy(handlers.context().getBean("incomplete").getClass()::getDeclaredMethods);
			assertThat(handlers.registry().events()).containsExactly("another");
		}
	}

	static class Missing {

	}

	static class Incomplete {

		void use(Missing missing) {
		}

	}

	static class MissingType implements org.springframework.beans.factory.config.BeanFactoryPostProcessor {

		@Override
		public void postProcessBeanFactory(
				org.springframework.beans.factory.config.ConfigurableListableBeanFactory beanFactory) {
			ClassLoader loader = new OverridingClassLoader(new FilteredClassLoader(Missing.class)) {

				@Override
				protected boolean isEligibleForOverriding(String className) {
					return className.equals(Incomplete.class.getName());
				}

			};
			Class<?> type = ClassUtils.resolveClassName(Incomplete.class.getName(), loader);
			beanFactory.registerSingleton("incomplete", BeanUtils.instantiateClass(type));
		}

	}

	@Test
	void createsALazyBeanWithTheFirstRequest() {
		Counted.CREATED.set(0);
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(LazyHandler.class)) {
			assertThat(Counted.CREATED).hasValue(0);
			assertThat(handlers.answer("counted", "null")).isEqualTo("1");
			assertThat(handlers.answer("counted", "null")).isEqualTo("1");
		}
	}

	@Test
	void createsAPrototypeForEachRequest() {
		Counted.CREATED.set(0);
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(PrototypeHandler.class)) {
			assertThat(handlers.answer("counted", "null")).isEqualTo("1");
			assertThat(handlers.answer("counted", "null")).isEqualTo("2");
		}
	}

	@Test
	void callsAScopedBeanThroughItsProxyAlone() {
		Counted.CREATED.set(0);
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Scoping.class, ScopedHandler.class)) {
			assertThat(handlers.registry().events()).containsExactly("counted");
			assertThat(handlers.answer("counted", "null")).isEqualTo("1");
		}
	}

	@Test
	void refusesTwoHandlersForOneEvent() {
		assertThatExceptionOfType(DuplicateHandlerException.class)
			.isThrownBy(() -> DiscoveredHandlers.of(Another.class, Same.class))
			.withMessageContaining(Another.class.getTypeName() + ".another()")
			.withMessageContaining(Same.class.getTypeName() + ".same()")
			.withMessageContaining("Event 'another' has two handlers");
	}

	@Test
	void refusesAReservedEvent() {
		assertThatIllegalStateException().isThrownBy(() -> DiscoveredHandlers.of(Reserved.class))
			.withMessageContaining("Reserved.handle()")
			.withMessageContaining("'zmqf.ready' is reserved");
	}

	@Test
	void refusesAHandlerWithoutAnEvent() {
		assertThatIllegalStateException().isThrownBy(() -> DiscoveredHandlers.of(Nameless.class))
			.withMessageContaining("Nameless.nameless() has no event");
	}

	@ParameterizedTest
	@ValueSource(classes = { Unresolved.class, Empty.class, Reserved.class, Overlong.class })
	void describesTheRemedyForAnInvalidEvent(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(bean.getTypeName() + ".handle()");
				assertThat(ex.getAction()).endsWith(".");
			});
	}

	static class Unresolved {

		@ZmqHandler("${zmqf.test.nowhere}")
		void handle() {
		}

	}

	static class Empty {

		@ZmqHandler("${zmqf.test.nowhere:}")
		void handle() {
		}

	}

	static class Overlong {

		@ZmqHandler("${zmqf.test.nowhere:" + TOO_LONG + "}")
		void handle() {
		}

	}

	private static final String TOO_LONG = "0123456789012345678901234567890123456789012345678901234567890123"
			+ "0123456789012345678901234567890123456789012345678901234567890123"
			+ "0123456789012345678901234567890123456789012345678901234567890123"
			+ "0123456789012345678901234567890123456789012345678901234567890123";

	@Test
	void refusesAnExpression() {
		assertThatIllegalStateException().isThrownBy(() -> DiscoveredHandlers.of(Expression.class))
			.withMessageContaining("Parameter 1 of")
			.withMessageContaining("expression");
	}

	static class Several {

		@ZmqHandler("several.first")
		void first(Map<String, String> data, @Header("a") String header) {
		}

		@ZmqHandler(event = "several.second")
		private void second() {
		}

	}

	static class Another {

		@ZmqHandler("another")
		void another() {
		}

	}

	static class Same {

		@ZmqHandler("another")
		void same() {
		}

	}

	@ZmqHandler
	@Retention(RetentionPolicy.RUNTIME)
	@interface Query {

		@AliasFor(annotation = ZmqHandler.class, attribute = "event")
		String value();

	}

	static class Composed {

		@Query("query.orders")
		String query() {
			return "found";
		}

	}

	static class Placeholder {

		@ZmqHandler("${zmqf.test.event}")
		void placeholder() {
		}

	}

	static class Plain {

		@ZmqHandler("plain")
		String plain() {
			return "plain";
		}

	}

	interface Contract {

		String contracted(String data, String header);

	}

	static class Contracted implements Contract {

		@Override
		@ZmqHandler("contracted")
		public String contracted(@Payload(required = false) String data,
				@Header(name = "a", defaultValue = "five") String header) {
			return ((data != null) ? data : "none") + " with " + header;
		}

	}

	static class Hidden implements Contract {

		@Override
		public String contracted(String data, String header) {
			return "";
		}

		@ZmqHandler("hidden")
		public String hidden() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxying {

		private final AtomicInteger calls = new AtomicInteger();

		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			return new DefaultAdvisorAutoProxyCreator();
		}

		@Bean
		Advisor advisor() {
			JdkRegexpMethodPointcut pointcut = new JdkRegexpMethodPointcut();
			pointcut.setPatterns(".*Plain\\.plain", ".*Contract.*\\.contracted", ".*Hidden\\.hidden", ".*\\.proxied");
			MethodInterceptor interceptor = (invocation) -> {
				this.calls.incrementAndGet();
				return invocation.proceed();
			};
			return new DefaultPointcutAdvisor(pointcut, interceptor);
		}

	}

	static class Counted {

		private static final AtomicInteger CREATED = new AtomicInteger();

		private final int number = CREATED.incrementAndGet();

		@ZmqHandler("counted")
		public int counted() {
			return this.number;
		}

	}

	@Lazy
	static class LazyHandler extends Counted {

	}

	@Scope("prototype")
	static class PrototypeHandler extends Counted {

	}

	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedHandler extends Counted {

	}

	static class Scoping implements org.springframework.beans.factory.config.BeanFactoryPostProcessor {

		@Override
		public void postProcessBeanFactory(
				org.springframework.beans.factory.config.ConfigurableListableBeanFactory beanFactory) {
			beanFactory.registerScope("thread", new SimpleThreadScope());
		}

	}

	static class Reserved {

		@ZmqHandler("zmqf.ready")
		void handle() {
		}

	}

	static class Nameless {

		@ZmqHandler
		void nameless() {
		}

	}

	static class Expression {

		@ZmqHandler("expression")
		void expression(@Payload("name") String name) {
		}

	}

}

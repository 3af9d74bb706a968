package io.zmqf.service;

import java.util.List;

import io.zmqf.service.elsewhere.Scanned;
import io.zmqf.service.elsewhere.Stock;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** The runtime hints of declared clients for a native image. */
class ServiceClientAotProcessorTests {

	@Test
	void registersTheProxyOfEachClient() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Scanned.class)) {
			RuntimeHints hints = new RuntimeHints();
			GenerationContext generation = mock(GenerationContext.class);
			given(generation.getRuntimeHints()).willReturn(hints);
			for (String name : context.getBeanDefinitionNames()) {
				RegisteredBean bean = RegisteredBean.of(context.getBeanFactory(), name);
				for (BeanRegistrationAotProcessor processor : AotServices.factories()
					.load(BeanRegistrationAotProcessor.class)) {
					BeanRegistrationAotContribution contribution = (processor instanceof ServiceClientAotProcessor)
							? processor.processAheadOfTime(bean) : null;
					if (contribution != null) {
						contribution.applyTo(generation, mock(BeanRegistrationCode.class));
					}
				}
			}
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Stock.class, ServiceProxy.class)).accepts(hints);
		}
	}

	@Test
	void keepsTheExceptionsOfCallersAndHandlers() throws Exception {
		for (Class<?> bean : List.of(Selling.class, Seller.class)) {
			RuntimeHints hints = problems(bean);
			assertThat(
					RuntimeHintsPredicates.reflection().onConstructorInvocation(SoldOut.class.getDeclaredConstructor()))
				.accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(SoldOut.class.getDeclaredField("article")))
				.accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(SoldOut.class.getMethod("getArticle")))
				.accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(Elsewhere.class.getDeclaredConstructor())).accepts(hints);
		}
		assertThat(new ProblemAotProcessor().processAheadOfTime(bean(String.class))).isNull();
	}

	private static RuntimeHints problems(Class<?> type) {
		RuntimeHints hints = new RuntimeHints();
		GenerationContext generation = mock(GenerationContext.class);
		given(generation.getRuntimeHints()).willReturn(hints);
		BeanRegistrationAotContribution contribution = new ProblemAotProcessor().processAheadOfTime(bean(type));
		assertThat(contribution).isNotNull();
		contribution.applyTo(generation, mock(BeanRegistrationCode.class));
		return hints;
	}

	private static RegisteredBean bean(Class<?> type) {
		DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
		factory.registerBeanDefinition("bean", new RootBeanDefinition(type));
		return RegisteredBean.of(factory, "bean");
	}

	@ZmqProblem(type = "urn:shop:sold-out", status = 409)
	static class SoldOut extends RuntimeException {

		private String article = "";

		public String getArticle() {
			return this.article;
		}

	}

	@ZmqProblem(type = "urn:shop:elsewhere", status = 404)
	static class Elsewhere extends RuntimeException {

	}

	interface Selling {

		@ZmqExchange(event = "${not.set.at.build.time}", problems = Elsewhere.class)
		void sell() throws SoldOut;

	}

	static class Seller implements Selling {

		@Override
		public void sell() {
		}

	}

}

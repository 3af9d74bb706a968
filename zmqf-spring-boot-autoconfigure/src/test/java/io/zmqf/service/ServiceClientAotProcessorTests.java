package io.zmqf.service;

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
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What a native image has to know of declared clients. */
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

}

package io.zmqf.service;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.generate.GenerationContext;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.javapoet.ClassName;

/**
 * Registers the proxies of declared clients for native images. Their bean definitions are
 * generated into the packages of their interfaces, which need not be public.
 */
class ServiceClientAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (!ServiceClients.isClient(bean.getBeanName())) {
			return null;
		}
		Class<?> type = bean.getBeanClass();
		return new BeanRegistrationAotContribution() {

			@Override
			public BeanRegistrationCodeFragments customizeBeanRegistrationCodeFragments(GenerationContext context,
					BeanRegistrationCodeFragments fragments) {
				return new CodeOfInterface(fragments, type);
			}

			@Override
			public void applyTo(GenerationContext context, BeanRegistrationCode code) {
				context.getRuntimeHints().proxies().registerJdkProxy(type, ServiceProxy.class);
			}

		};
	}

	/** Generates the code into the package of the interface. */
	private static final class CodeOfInterface extends BeanRegistrationCodeFragmentsDecorator {

		private final Class<?> type;

		CodeOfInterface(BeanRegistrationCodeFragments fragments, Class<?> type) {
			super(fragments);
			this.type = type;
		}

		@Override
		public ClassName getTarget(RegisteredBean registeredBean) {
			return ClassName.get(this.type);
		}

	}

}

package io.zmqf.service;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/** Has the proxies of declared clients in native images. */
class ServiceClientAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		if (!ServiceClients.isClient(bean.getBeanName())) {
			return null;
		}
		Class<?> type = bean.getBeanClass();
		return (context, code) -> context.getRuntimeHints().proxies().registerJdkProxy(type, ServiceProxy.class);
	}

}

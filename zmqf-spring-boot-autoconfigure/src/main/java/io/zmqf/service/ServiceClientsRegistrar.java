package io.zmqf.service;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Registers a bean for each interface of {@link ImportZmqClients}.
 *
 * @param environment the environment of the application
 * @param resources the resource loader
 */
record ServiceClientsRegistrar(Environment environment,
		ResourceLoader resources) implements ImportBeanDefinitionRegistrar {

	private static final TypeFilter CONTRACTS = (reader, factory) -> {
		AnnotationMetadata type = reader.getAnnotationMetadata();
		return type.isInterface() && (type.hasAnnotation(ZmqExchange.class.getName())
				|| type.hasAnnotatedMethods(ZmqExchange.class.getName()));
	};

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		metadata
			.getMergedRepeatableAnnotationAttributes(ImportZmqClients.class, ImportZmqClients.Container.class, false)
			.forEach((imports) -> register(imports, ClassUtils.getPackageName(metadata.getClassName()), registry));
	}

	private void register(AnnotationAttributes imports, String ownPackage, BeanDefinitionRegistry registry) {
		registerInfrastructure(registry);
		String client = imports.getString("client");
		Set<Class<?>> types = new LinkedHashSet<>(Arrays.asList(imports.getClassArray("types")));
		Set<String> packages = new LinkedHashSet<>(Arrays.asList(imports.getStringArray("basePackages")));
		Arrays.stream(imports.getClassArray("basePackageClasses")).map(Class::getPackageName).forEach(packages::add);
		if (types.isEmpty() && packages.isEmpty()) {
			packages.add(ownPackage);
		}
		packages.forEach((name) -> addContracts(name, types));
		for (Class<?> type : types) {
			String name = ServiceClients.beanName(type, client);
			if (!registry.containsBeanDefinition(name)) {
				registry.registerBeanDefinition(name, definition(type, client));
			}
		}
	}

	private static void registerInfrastructure(BeanDefinitionRegistry registry) {
		if (!registry.containsBeanDefinition(ServiceClients.BEAN_NAME)) {
			for (Class<?> type : new Class<?>[] { ServiceClients.class, ServiceClientCandidates.class }) {
				RootBeanDefinition definition = new RootBeanDefinition(type);
				definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
				registry.registerBeanDefinition(
						(type == ServiceClients.class) ? ServiceClients.BEAN_NAME : type.getName(), definition);
			}
		}
	}

	private void addContracts(String packageName, Set<Class<?>> types) {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false,
				this.environment) {

			@Override
			protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
				return definition.getMetadata().isIndependent();
			}

		};
		scanner.setResourceLoader(this.resources);
		scanner.addIncludeFilter(CONTRACTS);
		for (BeanDefinition candidate : scanner.findCandidateComponents(packageName)) {
			Class<?> type = ClassUtils.resolveClassName(String.valueOf(candidate.getBeanClassName()),
					this.resources.getClassLoader());
			if (type.getTypeParameters().length == 0) {
				types.add(type);
			}
		}
	}

	/**
	 * Creates a bean definition with a factory method and simple arguments. Ahead-of-time
	 * processing can generate code for it, but not for an instance supplier.
	 */
	private static RootBeanDefinition definition(Class<?> type, String client) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setFactoryBeanName(ServiceClients.BEAN_NAME);
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, type);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(1, client);
		definition.setTargetType(type);
		// An application without a client may still contain the interface
		definition.setLazyInit(true);
		if (!client.isEmpty()) {
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, client));
		}
		return definition;
	}

}

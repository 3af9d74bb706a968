package io.zmqf.annotation;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zmqf.message.JsonData;
import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintDefinitionException;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.executable.ExecutableValidator;
import jakarta.validation.metadata.ContainerElementTypeDescriptor;
import jakarta.validation.metadata.MethodDescriptor;
import jakarta.validation.metadata.ParameterDescriptor;
import jakarta.validation.metadata.ReturnValueDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.objenesis.ObjenesisException;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;

/** Determines which methods need method validation. */
final class MethodValidations {

	private static final Class<?>[] NO_GROUPS = {};

	private final Validator validator;

	private final MethodValidationAdapter adapter;

	private final SpringObjenesis objenesis = new SpringObjenesis();

	MethodValidations(Validator validator) {
		this.validator = validator;
		this.adapter = new MethodValidationAdapter(validator);
	}

	/**
	 * Returns the validation of a method.
	 * @param method the method
	 * @return the validation, or {@code null} for none
	 * @throws InvalidHandlerException if the validator can't apply the annotations
	 */
	@Nullable MethodValidation of(BeanMethod method) {
		requireInstance(method);
		requireSeen(method);
		MethodDescriptor descriptor;
		try {
			descriptor = descriptor(method.beanType(), method.getMethod());
		}
		catch (ConstraintDeclarationException | ConstraintDefinitionException ex) {
			if (!isAnnotated(method)) {
				return null; // another method of the class is invalid
			}
			throw refused(method.description() + ", or another method of its class,", ex);
		}
		return (descriptor != null) ? of(method, descriptor) : null;
	}

	private MethodValidation of(BeanMethod method, MethodDescriptor descriptor) {
		try {
			Validated validated = validated(method);
			MethodValidation validation = new MethodValidation(this.adapter, method.getMethod(),
					method.getMethodParameters(), method.getReturnType(),
					(validated != null) ? validated.value() : NO_GROUPS,
					supersedes(descriptor) || (validated != null && isConstrained(descriptor)),
					isConstrained(descriptor.getReturnValueDescriptor()),
					descriptor.getReturnValueDescriptor().isCascaded(),
					needsValue(descriptor.getReturnValueDescriptor()));
			requireNow(method, descriptor);
			tryOut(method, validation, MethodValidations::nothing);
			tryOut(method, validation, MethodValidations::elements);
			return validation;
		}
		catch (ConstraintDeclarationException | ConstraintDefinitionException ex) {
			throw refused(method.description(), ex);
		}
	}

	private static InvalidHandlerException refused(String method, ValidationException failure) {
		return new InvalidHandlerException(method + " can't be validated: " + failure.getMessage(),
				"Move the annotation to a type that the validator supports.", failure);
	}

	/** Rejects constraints on a static method, which method validation ignores. */
	private static void requireInstance(BeanMethod method) {
		if (Modifier.isStatic(method.getMethod().getModifiers()) && isConstrained(method)) {
			throw new InvalidHandlerException(
					method.description()
							+ " has constraints, but is static: constraints of static methods are not validated",
					"Remove 'static', or the constraints.", null);
		}
	}

	/**
	 * Rejects constraints at places that a validator ignores. Invalid values would be
	 * accepted.
	 */
	private static void requireSeen(BeanMethod method) {
		Method declared = method.getMethod();
		if (ValidationAnnotations.areUnseen(declared.getAnnotatedReturnType(), declared) || Arrays
			.stream(declared.getParameters())
			.anyMatch((parameter) -> ValidationAnnotations.areUnseen(parameter.getAnnotatedType(), parameter))) {
			throw new InvalidHandlerException(
					method.description()
							+ " has constraints or @Valid in a place that is not validated: within an array, "
							+ "or at the bound of a type",
					"Use a List instead of the array, or annotate the type itself.", null);
		}
	}

	/**
	 * Whether method validation replaces the validation of single values.
	 * @param type the class of the bean
	 * @param method the method
	 * @return {@code true} if there are constraints besides those of the classes of the
	 * values
	 */
	boolean supersede(Class<?> type, Method method) {
		try {
			MethodDescriptor descriptor = descriptor(type, method);
			return descriptor != null && supersedes(descriptor);
		}
		catch (ValidationException ex) {
			return false;
		}
	}

	private @Nullable MethodDescriptor descriptor(Class<?> type, Method method) {
		return this.validator.getConstraintsForClass(type)
			.getConstraintsForMethod(method.getName(), method.getParameterTypes());
	}

	private static boolean supersedes(MethodDescriptor method) {
		return method.getCrossParameterDescriptor().hasConstraints()
				|| method.getParameterDescriptors().stream().anyMatch(MethodValidations::supersedes);
	}

	private static boolean supersedes(ParameterDescriptor parameter) {
		Set<ContainerElementTypeDescriptor> elements = parameter.getConstrainedContainerElementTypes();
		return parameter.hasConstraints() || !parameter.getGroupConversions().isEmpty() || (parameter.isCascaded()
				? elements.stream().anyMatch(MethodValidations::hasConstraints) : !elements.isEmpty());
	}

	/**
	 * Whether a container element has constraints of its own. Those of its class are
	 * validated with the single value.
	 */
	private static boolean hasConstraints(ContainerElementTypeDescriptor element) {
		return element.hasConstraints()
				|| element.getConstrainedContainerElementTypes().stream().anyMatch(MethodValidations::hasConstraints);
	}

	private static boolean isConstrained(MethodDescriptor method) {
		return method.hasConstrainedParameters()
				|| method.getParameterDescriptors().stream().anyMatch(MethodValidations::supersedes);
	}

	/**
	 * Whether the return value has constraints, including those of its elements, which
	 * the descriptor of the method ignores.
	 */
	private static boolean isConstrained(ReturnValueDescriptor reply) {
		return reply.hasConstraints() || reply.isCascaded() || !reply.getConstrainedContainerElementTypes().isEmpty();
	}

	/**
	 * Whether the constraints need the value of an asynchronous reply. {@code @NotNull}
	 * applies to the future or publisher itself.
	 */
	private static boolean needsValue(ReturnValueDescriptor reply) {
		return !reply.getConstrainedContainerElementTypes().isEmpty() || reply.getConstraintDescriptors()
			.stream()
			.anyMatch((constraint) -> constraint.getAnnotation().annotationType() != NotNull.class);
	}

	private static @Nullable Validated validated(BeanMethod method) {
		Validated validated = AnnotationUtils.findAnnotation(method.getMethod(), Validated.class);
		return (validated != null) ? validated : AnnotationUtils.findAnnotation(method.beanType(), Validated.class);
	}

	private static void requireNow(BeanMethod method, MethodDescriptor descriptor) {
		ReturnValueDescriptor reply = descriptor.getReturnValueDescriptor();
		ResolvableType declared = method.declaredReply();
		MethodValidation.requireNow(method::description, declared.toClass(), reply.isCascaded(), needsValue(reply));
		if (reply.isCascaded() && PayloadValidation.isNestedContainer(declared)
				&& !ValidationAnnotations.areWithin(method.getMethod().getAnnotatedReturnType())) {
			throw new InvalidHandlerException(
					method.description() + " has @Valid on a " + declared
							+ ", but the validator only supports elements of the first type",
					"Use Lists, and move @Valid within the type, as in List<List<@Valid Order>>.", null);
		}
	}

	/**
	 * Validates sample values. A validator finds constraints that don't fit their types
	 * only when it evaluates them.
	 */
	private void tryOut(BeanMethod method, MethodValidation validation,
			Function<MethodParameter, @Nullable Object> value) {
		Object instance = instance(method.beanType());
		if (instance == null) {
			return;
		}
		ExecutableValidator executables = this.validator.forExecutables();
		try {
			if (validation.validatesArguments()) {
				Object[] arguments = Arrays.stream(method.getMethodParameters()).map(value).toArray();
				executables.validateParameters(instance, method.getMethod(), arguments, validation.groups());
			}
			if (validation.validatesReply()) {
				executables.validateReturnValue(instance, method.getMethod(), value.apply(method.getReturnType()),
						validation.groups());
			}
		}
		catch (ConstraintDeclarationException | ConstraintDefinitionException ex) {
			throw ex;
		}
		catch (Throwable ex) { // from a constraint that expects a value
			JsonData.throwIfOfNode(ex);
		}
	}

	private @Nullable Object instance(Class<?> type) {
		try {
			return type.isInterface() ? null : this.objenesis.newInstance(type);
		}
		catch (ObjenesisException | InstantiationError ex) {
			return null;
		}
	}

	private static @Nullable Object nothing(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
	}

	/**
	 * Returns a container with a {@code null} element, so that the constraints of
	 * elements are evaluated.
	 */
	private static @Nullable Object elements(MethodParameter parameter) {
		Object container = container(ResolvableType.forMethodParameter(parameter));
		return (container != null) ? container : nothing(parameter);
	}

	private static @Nullable Object container(ResolvableType type) {
		if (!(type.getType() instanceof ParameterizedType)) {
			// the bounds of variables may be recursive
			return null;
		}
		Object element = container(type.getGeneric(type.getGenerics().length - 1));
		List<Object> elements = Collections.singletonList(element);
		SortedSet<Object> set = new TreeSet<>((a, b) -> 0);
		set.addAll(elements);
		SortedMap<Object, Object> map = new TreeMap<>((a, b) -> 0);
		map.put(null, element);
		return Stream
			.of(new ArrayList<>(elements), new LinkedList<>(elements), new LinkedHashSet<>(elements), set,
					new LinkedHashMap<>(map), map, Optional.ofNullable(element))
			.filter(type.toClass()::isInstance)
			.findFirst()
			.orElse(null);
	}

	private static boolean isAnnotated(BeanMethod method) {
		return AnnotationUtils.findAnnotation(method.beanType(), Validated.class) != null || isConstrained(method);
	}

	private static boolean isConstrained(BeanMethod method) {
		return Arrays.stream(method.getMethodParameters()).anyMatch(ValidationAnnotations::needMethodValidation)
				|| ValidationAnnotations.areOn(method.getMethod())
				|| ValidationAnnotations.areWithin(method.getMethod().getAnnotatedReturnType());
	}

}

package io.zmqf.service;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/**
 * Registers runtime hints for the members of exceptions with {@link ZmqProblem}. Callers
 * create them from problems, and handlers create problems from them.
 */
class ProblemAotProcessor implements BeanRegistrationAotProcessor {

	private static final MemberCategory[] MEMBERS = { MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
			MemberCategory.INVOKE_PUBLIC_METHODS, MemberCategory.ACCESS_DECLARED_FIELDS };

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Set<Class<?>> problems = new LinkedHashSet<>();
		ExchangeMethod.contracts(bean.getBeanClass())
			.forEach((contract) -> problems.addAll(ProblemClasses.of(contract)));
		return problems.isEmpty() ? null : (context, code) -> problems
			.forEach((problem) -> context.getRuntimeHints().reflection().registerType(problem, MEMBERS));
	}

}

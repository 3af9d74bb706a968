package io.zmqf.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.zmqf.annotation.ControllersAndHandlersTests.Compared;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Valid;
import jakarta.validation.constraintvalidation.SupportedValidationTarget;
import jakarta.validation.constraintvalidation.ValidationTarget;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Shapes of parameters, each for a controller and for a handler. */
@RestController
class ComparedParameters {

	private static final String BAD = "{\"customer\":\"\"}";

	static final List<Compared> SHAPES = List.of(Compared.of("record", "{\"customer\":\"a\"}", "\"a\""),
			Compared.of("record", "{", "400"), Compared.of("record", "null", "400"),
			Compared.of("record", "[1]", "400"), Compared.of("list", "[{\"customer\":\"a\"}]", "\"a\""),
			Compared.of("map", "{\"k\":{\"customer\":\"a\"}}", "\"a\""),
			Compared.of("array", "[{\"customer\":\"a\"}]", "\"a\""), Compared.of("tree", "{\"a\":[1]}", "\"1\""),
			Compared.of("number", "4", "5"), Compared.of("number", "\"x\"", "400"),
			Compared.of("types", "{\"day\":\"2026-01-02\",\"id\":\"00000000-0000-0001-0000-000000000002\"}", "true"),
			Compared.of("optional", "null", "\"none\""), Compared.of("optional", "{\"customer\":\"a\"}", "\"a\""),
			Compared.of("lenient", "null", "\"none\""), Compared.of("header", "null", "\"x\"").with("tenant", "x"),
			Compared.of("header", "null", "400"), Compared.of("converted-header", "null", "8").with("limit", "7"),
			Compared.of("converted-header", "null", "11"),
			Compared.of("converted-header", "null", "400").with("limit", "many"),
			Compared.of("optional-header", "null", "\"none\""),
			Compared.of("optional-header", "null", "\"x\"").with("tenant", "x"),
			Compared.of("valid", BAD, "400 customer"), Compared.of("valid", "{\"customer\":\"a\"}", "\"a\""),
			Compared.of("validated", BAD, "400 customer"),
			Compared.of("nested", "{\"order\":" + BAD + "}", "400 customer"),
			Compared.of("valid-list", "[" + BAD + "]", "400 customer"),
			Compared.of("valid-array", "[" + BAD + "]", "400 customer"),
			Compared.of("valid-map", "{\"k\":" + BAD + "}", "400 customer"),
			Compared.of("valid-element", "[" + BAD + "]", "400 customer"),
			Compared.of("valid-set-element", "[" + BAD + "]", "400 customer"),
			Compared.of("valid-value", "{\"k\":" + BAD + "}", "400 customer"),
			Compared.of("valid-key", "{\"\":1}", "400"),
			Compared.of("valid-deep", "{\"k\":[" + BAD + "]}", "400 customer").unlikeController("null"),
			Compared.of("valid-optional-element", BAD, "400 customer"), Compared.of("maximum", "11", "400"),
			Compared.of("maximum", "10", "10"), Compared.of("maximum-element", "[1,11]", "400"),
			Compared.of("size", "[1,2]", "400"),
			Compared.of("header-maximum", "null", "400 limit").unlikeController("400").with("limit", "11"),
			Compared.of("header-maximum", "null", "10").with("limit", "10"),
			Compared.of("header-not-blank", "null", "400 tenant").unlikeController("400").with("tenant", " "),
			Compared.of("both", BAD, "400 customer limit").unlikeController("400 customer").with("limit", "11"),
			Compared.of("both", BAD, "400 customer").with("limit", "1"),
			Compared.of("both-validated", BAD, "400 customer").with("limit", "1"),
			Compared.of("not-null", "null", "400"), Compared.of("composed", "11", "400"),
			Compared.of("groups", "{\"strict\":\"\"}", "400 strict"),
			Compared.of("across", "null", "400").unlikeController("null").with("low", "2").with("high", "1"),
			Compared.of("across", "null", "null").with("low", "1").with("high", "2"),
			Compared.of("method-groups", "11", "400"), Compared.of("method-groups", "1", "1"));

	record Order(@NotBlank String customer) {
	}

	record Outer(@Valid Order order) {
	}

	record Types(LocalDate day, UUID id) {
	}

	interface Strict {

	}

	record Grouped(@NotBlank(groups = Strict.class) String strict) {
	}

	@Max(10)
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.PARAMETER)
	@Constraint(validatedBy = {})
	@interface Few {

		String message() default "too many";

		Class<?>[] groups() default {};

		Class<? extends jakarta.validation.Payload>[] payload() default {};

	}

	@PostMapping("/record")
	@ZmqHandler("record")
	Object record(@RequestBody Order order) {
		return quoted(order.customer());
	}

	@PostMapping("/list")
	@ZmqHandler("list")
	Object list(@RequestBody List<Order> orders) {
		return quoted(orders.get(0).customer());
	}

	@PostMapping("/map")
	@ZmqHandler("map")
	Object map(@RequestBody Map<String, Order> orders) {
		return quoted(orders.get("k").customer());
	}

	@PostMapping("/array")
	@ZmqHandler("array")
	Object array(@RequestBody Order[] orders) {
		return quoted(orders[0].customer());
	}

	@PostMapping("/tree")
	@ZmqHandler("tree")
	Object tree(@RequestBody JsonNode tree) {
		return quoted(tree.at("/a/0").asString());
	}

	@PostMapping("/number")
	@ZmqHandler("number")
	int number(@RequestBody int number) {
		return number + 1;
	}

	@PostMapping("/types")
	@ZmqHandler("types")
	boolean types(@RequestBody Types types) {
		return types.day().equals(LocalDate.of(2026, 1, 2)) && types.id().equals(new UUID(1, 2));
	}

	@PostMapping("/optional")
	@ZmqHandler("optional")
	Object optional(@RequestBody Optional<Order> order) {
		return quoted(order.map(Order::customer).orElse("none"));
	}

	@PostMapping("/lenient")
	@ZmqHandler("lenient")
	Object lenient(@RequestBody(required = false) @Payload(required = false) Order order) {
		return quoted((order != null) ? order.customer() : "none");
	}

	@PostMapping("/header")
	@ZmqHandler("header")
	Object header(@RequestHeader @Header String tenant) {
		return quoted(tenant);
	}

	@PostMapping("/converted-header")
	@ZmqHandler("converted-header")
	int convertedHeader(@RequestHeader(name = "limit", defaultValue = "10") @Header(name = "limit",
			defaultValue = "10") int limit) {
		return limit + 1;
	}

	@PostMapping("/optional-header")
	@ZmqHandler("optional-header")
	Object optionalHeader(@RequestHeader("tenant") @Header("tenant") Optional<String> tenant) {
		return quoted(tenant.orElse("none"));
	}

	@PostMapping("/valid")
	@ZmqHandler("valid")
	Object valid(@RequestBody @Valid Order order) {
		return quoted(order.customer());
	}

	@PostMapping("/validated")
	@ZmqHandler("validated")
	Object validated(@RequestBody @Validated Order order) {
		return quoted(order.customer());
	}

	@PostMapping("/nested")
	@ZmqHandler("nested")
	void nested(@RequestBody @Valid Outer outer) {
	}

	@PostMapping("/valid-list")
	@ZmqHandler("valid-list")
	void validList(@RequestBody @Valid List<Order> orders) {
	}

	@PostMapping("/valid-array")
	@ZmqHandler("valid-array")
	void validArray(@RequestBody @Valid Order[] orders) {
	}

	@PostMapping("/valid-map")
	@ZmqHandler("valid-map")
	void validMap(@RequestBody @Valid Map<String, Order> orders) {
	}

	@PostMapping("/valid-element")
	@ZmqHandler("valid-element")
	void validElement(@RequestBody List<@Valid Order> orders) {
	}

	@PostMapping("/valid-set-element")
	@ZmqHandler("valid-set-element")
	void validSetElement(@RequestBody Set<@Valid Order> orders) {
	}

	@PostMapping("/valid-value")
	@ZmqHandler("valid-value")
	void validValue(@RequestBody Map<String, @Valid Order> orders) {
	}

	@PostMapping("/valid-key")
	@ZmqHandler("valid-key")
	void validKey(@RequestBody Map<@NotBlank String, Integer> orders) {
	}

	@PostMapping("/valid-deep")
	@ZmqHandler("valid-deep")
	void validDeep(@RequestBody Map<String, List<@Valid Order>> orders) {
	}

	@PostMapping("/valid-optional-element")
	@ZmqHandler("valid-optional-element")
	void validOptionalElement(@RequestBody Optional<@Valid Order> order) {
	}

	@PostMapping("/maximum")
	@ZmqHandler("maximum")
	int maximum(@RequestBody @Max(10) int number) {
		return number;
	}

	@PostMapping("/maximum-element")
	@ZmqHandler("maximum-element")
	void maximumElement(@RequestBody List<@Max(10) Integer> numbers) {
	}

	@PostMapping("/size")
	@ZmqHandler("size")
	void size(@RequestBody @Size(max = 1) Collection<Integer> numbers) {
	}

	@PostMapping("/header-maximum")
	@ZmqHandler("header-maximum")
	int headerMaximum(@RequestHeader("limit") @Header("limit") @Max(10) int limit) {
		return limit;
	}

	@PostMapping("/header-not-blank")
	@ZmqHandler("header-not-blank")
	void headerNotBlank(@RequestHeader("tenant") @Header("tenant") @NotBlank String tenant) {
	}

	@PostMapping("/both")
	@ZmqHandler("both")
	void both(@RequestBody @Valid Order order, @RequestHeader("limit") @Header("limit") @Max(10) int limit) {
	}

	@PostMapping("/both-validated")
	@ZmqHandler("both-validated")
	void bothValidated(@RequestBody @Validated Order order,
			@RequestHeader("limit") @Header("limit") @Max(10) int limit) {
	}

	@PostMapping("/not-null")
	@ZmqHandler("not-null")
	void notNull(@RequestBody(required = false) @Payload(required = false) @NotNull Order order) {
	}

	@PostMapping("/composed")
	@ZmqHandler("composed")
	void composed(@RequestBody @Few int number) {
	}

	@PostMapping("/groups")
	@ZmqHandler("groups")
	void groups(@RequestBody @Validated(Strict.class) Grouped grouped) {
	}

	@PostMapping("/method-groups")
	@ZmqHandler("method-groups")
	@Validated(Strict.class)
	int methodGroups(@RequestBody @Max(value = 10, groups = Strict.class) @Min(100) int number) {
		return number;
	}

	/** Text that both write as a JSON string. */
	static Object quoted(String text) {
		return StringNode.valueOf(text);
	}

	@PostMapping("/across")
	@ZmqHandler("across")
	@Ordered
	void across(@RequestHeader("low") @Header("low") @Min(0) int low, @RequestHeader("high") @Header("high") int high) {
	}

	@SupportedValidationTarget(ValidationTarget.PARAMETERS)
	public static class OrderedValidator implements ConstraintValidator<Ordered, Object[]> {

		@Override
		public boolean isValid(Object[] arguments, ConstraintValidatorContext context) {
			return arguments[0] == null || arguments[1] == null || (int) arguments[0] <= (int) arguments[1];
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.METHOD)
	@Constraint(validatedBy = OrderedValidator.class)
	@interface Ordered {

		String message() default "the first is greater than the second";

		Class<?>[] groups() default {};

		Class<? extends jakarta.validation.Payload>[] payload() default {};

	}

}

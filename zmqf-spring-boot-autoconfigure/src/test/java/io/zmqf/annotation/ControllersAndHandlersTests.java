package io.zmqf.annotation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.zmqf.message.Message;
import io.zmqf.message.Problem.FieldError;
import io.zmqf.message.ProblemException;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import jakarta.servlet.ServletException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

/**
 * Each shape of bean, parameter and result twice: the same method as a controller of
 * Spring MVC and as a handler.
 */
class ControllersAndHandlersTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Map<String, RequestHandler> HANDLERS = new ConcurrentHashMap<>();

	private static final HandlerRegistry REGISTRY = new HandlerRegistry((handler) -> {
		HANDLERS.put(handler.description(), handler);
		return handler;
	});

	private static final AnnotationConfigWebApplicationContext CONTEXT = context();

	private static final MockMvc MVC = MockMvcBuilders.webAppContextSetup(CONTEXT).build();

	private static AnnotationConfigWebApplicationContext context() {
		AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
		context.setServletContext(new MockServletContext());
		context.register(ComparedBeans.class, ComparedParameters.class, ComparedResults.class);
		context.refresh();
		new HandlerDiscovery(context.getBeanFactory(), REGISTRY, JSON,
				context.getBean("validator", LocalValidatorFactoryBean.class))
			.afterSingletonsInstantiated();
		return context;
	}

	@AfterAll
	static void close() {
		CONTEXT.close();
	}

	static Stream<Compared> shapes() {
		return Stream.of(ComparedBeans.SHAPES, ComparedParameters.SHAPES, ComparedResults.SHAPES).flatMap(List::stream);
	}

	/**
	 * A request to both.
	 *
	 * @param event the event, and the path
	 * @param data the data
	 * @param headers the headers
	 * @param expected the outcome of the handler
	 * @param controller the outcome of the controller
	 */
	record Compared(String event, String data, Map<String, String> headers, String expected, String controller) {

		static Compared of(String event, String data, String expected) {
			return new Compared(event, data, Map.of(), expected, expected);
		}

		/** The guide explains the differences. */
		Compared unlikeController(String outcome) {
			return new Compared(this.event, this.data, this.headers, this.expected, outcome);
		}

		Compared with(String header, String value) {
			Map<String, String> all = new TreeMap<>(this.headers);
			all.put(header, value);
			return new Compared(this.event, this.data, all, this.expected, this.controller);
		}

		@Override
		public String toString() {
			return this.event + " " + this.data + " " + this.headers;
		}

	}

	@ParameterizedTest
	@MethodSource("shapes")
	void endAlike(Compared shape) throws Exception {
		assertThat(controller(shape)).as("controller").isEqualTo(shape.controller());
		assertThat(handler(shape)).as("handler").isEqualTo(shape.expected());
	}

	private static String controller(Compared shape) throws Exception {
		MockHttpServletRequestBuilder request = post("/" + shape.event()).contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.APPLICATION_JSON);
		if (!shape.data().equals("null")) {
			request.content(shape.data());
		}
		shape.headers().forEach(request::header);
		try {
			MvcResult result = MVC.perform(request).andReturn();
			if (result.getRequest().isAsyncStarted()) {
				result = MVC.perform(asyncDispatch(result)).andReturn();
			}
			int status = result.getResponse().getStatus();
			return (status == 200) ? json(result.getResponse().getContentAsByteArray())
					: status + ((status == 400) ? fields(result.getResolvedException()) : "");
		}
		catch (ServletException ex) {
			return "500";
		}
	}

	private static String json(byte[] content) {
		return (content.length == 0) ? "null" : JSON.readTree(content).toString();
	}

	private static String fields(Exception failure) {
		Stream<String> fields = Stream.empty();
		if (failure instanceof MethodArgumentNotValidException invalid) {
			fields = invalid.getFieldErrors().stream().map((error) -> error.getField());
		}
		if (failure instanceof HandlerMethodValidationException invalid) {
			fields = invalid.getParameterValidationResults()
				.stream()
				.flatMap((result) -> result.getResolvableErrors()
					.stream()
					.map((error) -> leaf(result.unwrap(error, ConstraintViolation.class).getPropertyPath())));
		}
		return fields(fields);
	}

	/** The property that is not valid; nothing for a parameter itself. */
	private static String leaf(Path path) {
		Path.Node last = StreamSupport.stream(path.spliterator(), false).reduce((one, two) -> two).orElseThrow();
		return (last.getKind() == jakarta.validation.ElementKind.PROPERTY) ? last.getName() : "";
	}

	private static String handler(Compared shape) throws Exception {
		RequestHandler handler = HANDLERS.get(REGISTRY.descriptions().get(shape.event()));
		assertThat(handler).as("handler of " + shape.event()).isNotNull();
		Message request = new Message(Message.NO_ENVELOPE, shape.event(), shape.data().getBytes(StandardCharsets.UTF_8),
				shape.headers());
		try {
			return json(handler.handle(request).toCompletableFuture().join().data());
		}
		catch (CompletionException ex) {
			return (ex.getCause() instanceof ProblemException problem)
					? problem.getProblem().status() + fields(problem.getProblem()
						.errors()
						.stream()
						.map(FieldError::field)
						.filter(problem.getProblem().detail()::contains))
					: "500";
		}
	}

	private static String fields(Stream<String> paths) {
		return paths.map((path) -> path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[.*\\]", ""))
			.filter((name) -> !name.isEmpty())
			.distinct()
			.sorted()
			.collect(Collectors.joining(" ", " ", ""))
			.stripTrailing();
	}

}

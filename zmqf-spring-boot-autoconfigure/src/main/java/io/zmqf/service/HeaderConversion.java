package io.zmqf.service;

import java.time.DateTimeException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.datetime.DateFormatter;
import org.springframework.format.datetime.DateFormatterRegistrar;
import org.springframework.format.datetime.standard.DateTimeFormatterRegistrar;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.format.support.FormattingConversionService;
import org.springframework.util.CollectionUtils;
import org.springframework.util.StringUtils;

/**
 * The conversion of headers, for callers and handlers. The text of a header depends on
 * neither side's language: dates and times are ISO 8601, or as {@code @DateTimeFormat}
 * specifies, and all formats use {@link Locale#ROOT}. The elements of a collection or an
 * array are separated by commas; a comma or a percent sign within one is {@code %2C} or
 * {@code %25}. The application's conversion does the rest.
 *
 * @since 0.1.0
 */
public final class HeaderConversion implements ConversionService {

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private static final ConversionService DEFAULT = isoDates();

	/**
	 * Characters to escape: separators, and leading or trailing whitespace, which readers
	 * trim.
	 */
	private static final Pattern UNSAFE = Pattern.compile("[,%]|^[\\x00-\\x20]|[\\x00-\\x20]$");

	/**
	 * The text of one empty element. Readers trim it, whereas an empty text has no
	 * elements.
	 */
	private static final String ONE_EMPTY_ELEMENT = " ";

	private static final Pattern ESCAPE = Pattern.compile("%([0-7][0-9A-F])");

	private final ConversionService beans;

	private final ConversionService other;

	private HeaderConversion(ConversionService beans, @Nullable ConversionService other) {
		this.beans = beans;
		this.other = (other != null) ? other : DEFAULT;
	}

	/**
	 * Whether the cause of a failed conversion is the text itself, so that it fails
	 * everywhere.
	 * @param failure the failure of the conversion
	 * @return {@code false} for an exception that is not about the text
	 */
	public static boolean isOfText(@Nullable Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof ConversionFailedException) {
			cause = cause.getCause();
		}
		return cause == null || cause instanceof ConverterNotFoundException || cause instanceof IllegalArgumentException
				|| cause instanceof DateTimeException;
	}

	/**
	 * Creates the conversion.
	 * @param application the application's own conversion, or {@code null} for Spring's
	 * default
	 * @return the conversion
	 */
	public static ConversionService of(@Nullable ConversionService application) {
		return (application instanceof HeaderConversion) ? application
				: new HeaderConversion(new FormattingConversionService(), application);
	}

	/**
	 * Creates the conversion of an application.
	 * @param beanFactory the application's bean factory, whose converters and formatters
	 * take precedence over its own conversion
	 * @return the conversion
	 */
	public static ConversionService of(ConfigurableListableBeanFactory beanFactory) {
		FormattingConversionService beans = new FormattingConversionService();
		ApplicationConversionService.addBeans(beans, beanFactory);
		return new HeaderConversion(beans, beanFactory.getConversionService());
	}

	private static ConversionService isoDates() {
		FormattingConversionService dates = new DefaultFormattingConversionService();
		DateTimeFormatterRegistrar times = new DateTimeFormatterRegistrar();
		times.setUseIsoFormat(true);
		times.registerFormatters(dates);
		DateFormatter iso = new DateFormatter();
		iso.setIso(DateTimeFormat.ISO.DATE_TIME);
		DateFormatterRegistrar old = new DateFormatterRegistrar();
		old.setFormatter(iso);
		old.registerFormatters(dates);
		return dates;
	}

	@Override
	public boolean canConvert(@Nullable Class<?> source, Class<?> target) {
		return canConvert((source != null) ? TypeDescriptor.valueOf(source) : null, TypeDescriptor.valueOf(target));
	}

	@Override
	public boolean canConvert(@Nullable TypeDescriptor source, TypeDescriptor target) {
		TypeDescriptor element = (source != null && conversion(source, target) != this.beans)
				? source.getElementTypeDescriptor() : null;
		return (element != null) ? canConvert(element, target) : conversion(source, target).canConvert(source, target);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T convert(@Nullable Object source, Class<T> target) {
		return (T) convert(source, TypeDescriptor.forObject(source), TypeDescriptor.valueOf(target));
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, @Nullable TypeDescriptor sourceType,
			TypeDescriptor target) {
		LocaleContext ofThread = LocaleContextHolder.getLocaleContext();
		// without a time zone, too
		LocaleContextHolder.setLocaleContext(() -> Locale.ROOT);
		try {
			return convertNeutrally(source, sourceType, target);
		}
		finally {
			LocaleContextHolder.setLocaleContext(ofThread);
		}
	}

	private @Nullable Object convertNeutrally(@Nullable Object source, @Nullable TypeDescriptor sourceType,
			TypeDescriptor target) {
		ConversionService conversion = conversion(sourceType, target);
		if (conversion == this.other && source instanceof String text) {
			if (target.getType() == Optional.class) {
				TypeDescriptor value = new TypeDescriptor(target.getResolvableType().getGeneric(), null,
						target.getAnnotations());
				return Optional.ofNullable(convertNeutrally(text, sourceType, value));
			}
			if (target.isCollection() || target.isArray()) {
				return DEFAULT.convert(elements(text, target.getElementTypeDescriptor()), target);
			}
		}
		if (conversion == this.other && sourceType != null && (sourceType.isCollection() || sourceType.isArray())
				&& target.getType() == String.class) {
			return text((source instanceof Collection<?> elements) ? elements : CollectionUtils.arrayToList(source),
					sourceType.getElementTypeDescriptor());
		}
		return conversion.convert(source, sourceType, target);
	}

	private List<?> elements(String text, @Nullable TypeDescriptor type) {
		List<@Nullable Object> elements = new ArrayList<>();
		for (String part : StringUtils.commaDelimitedListToStringArray(text)) {
			String element = ESCAPE.matcher(part.trim())
				.replaceAll((escape) -> Matcher
					.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
			elements.add((type != null) ? convertNeutrally(element, TEXT, type) : element);
		}
		return elements;
	}

	private String text(Collection<?> elements, @Nullable TypeDescriptor type) {
		StringJoiner text = new StringJoiner(",");
		for (Object element : elements) {
			Object converted = convertNeutrally(element,
					(type != null) ? type.narrow(element) : TypeDescriptor.forObject(element), TEXT);
			text.add(UNSAFE.matcher((converted != null) ? converted.toString() : "")
				.replaceAll((unsafe) -> "%%%02X".formatted((int) unsafe.group().charAt(0))));
		}
		return (text.length() > 0 || elements.isEmpty()) ? text.toString() : ONE_EMPTY_ELEMENT;
	}

	private ConversionService conversion(@Nullable TypeDescriptor source, TypeDescriptor target) {
		if ((source != null && isDate(source)) || isDate(target)) {
			return DEFAULT;
		}
		return this.beans.canConvert(source, target) ? this.beans : this.other;
	}

	private static boolean isDate(TypeDescriptor declared) {
		Class<?> type = declared.getType();
		return (TemporalAccessor.class.isAssignableFrom(type) && type.getName().startsWith("java.time."))
				|| type == Date.class || Calendar.class.isAssignableFrom(type);
	}

}

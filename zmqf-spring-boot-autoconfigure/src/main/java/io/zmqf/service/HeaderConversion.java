package io.zmqf.service;

import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Date;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.datetime.DateFormatter;
import org.springframework.format.datetime.DateFormatterRegistrar;
import org.springframework.format.datetime.standard.DateTimeFormatterRegistrar;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.format.support.FormattingConversionService;

/**
 * The conversion of headers, for callers and handlers. Dates and times are ISO 8601, or
 * as {@code @DateTimeFormat} says: the application's own conversion writes them in the
 * language of the caller, which no handler knows. All else is the application's.
 *
 * @since 0.1.0
 */
public final class HeaderConversion implements ConversionService {

	private static final ConversionService DATES = dates();

	private final ConversionService other;

	private HeaderConversion(ConversionService other) {
		this.other = other;
	}

	/**
	 * Makes the conversion.
	 * @param application the application's own conversion, {@code null} for Spring's
	 * default one
	 * @return the conversion
	 */
	public static ConversionService of(@Nullable ConversionService application) {
		return new HeaderConversion((application != null) ? application : DefaultConversionService.getSharedInstance());
	}

	private static ConversionService dates() {
		FormattingConversionService dates = new DefaultFormattingConversionService(false);
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
		return conversion(source, target).canConvert(source, target);
	}

	@Override
	public <T> @Nullable T convert(@Nullable Object source, Class<T> target) {
		TypeDescriptor type = TypeDescriptor.forObject(source);
		return conversion(type, TypeDescriptor.valueOf(target)).convert(source, target);
	}

	@Override
	public @Nullable Object convert(@Nullable Object source, @Nullable TypeDescriptor sourceType,
			TypeDescriptor target) {
		return conversion(sourceType, target).convert(source, sourceType, target);
	}

	private ConversionService conversion(@Nullable TypeDescriptor source, TypeDescriptor target) {
		return ((source != null && isDate(source)) || isDate(target)) ? DATES : this.other;
	}

	private static boolean isDate(TypeDescriptor declared) {
		TypeDescriptor element = declared.getElementTypeDescriptor();
		if (element != null) {
			return isDate(element);
		}
		Class<?> type = (declared.getType() == Optional.class) ? declared.getResolvableType().getGeneric().toClass()
				: declared.getType();
		return (TemporalAccessor.class.isAssignableFrom(type) && type.getName().startsWith("java.time."))
				|| type == Date.class || Calendar.class.isAssignableFrom(type);
	}

}

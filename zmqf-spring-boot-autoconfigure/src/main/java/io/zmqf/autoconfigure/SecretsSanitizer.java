package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.util.StringUtils;

/**
 * Removes secret keys and passwords from Boot's endpoints, even if these show values. It
 * recognizes them by name, and by value elsewhere, such as in a command line.
 *
 * @param properties the properties with the secrets
 */
record SecretsSanitizer(Supplier<SecurityProperties> properties) implements SanitizingFunction {

	private static final String PREFIX = "zmqfsecurity";

	/**
	 * The minimum length of a secret to be recognized by value. A shorter one could be
	 * part of unrelated text.
	 */
	private static final int UNMISTAKABLE = 8;

	@Override
	public SanitizableData apply(SanitizableData data) {
		return (isNameOfSecret(data.getKey()) || data.getValue() != null && isSecret(data.getValue().toString()))
				? data.withSanitizedValue() : data;
	}

	/**
	 * Whether a key is the name of a secret, in any form that Boot accepts for the
	 * property.
	 */
	private static boolean isNameOfSecret(String key) {
		String name = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
		return name.startsWith(PREFIX) && (name.endsWith("secretkey") || name.endsWith("password"));
	}

	private boolean isSecret(String value) {
		return secrets()
			.anyMatch((secret) -> (secret.length() < UNMISTAKABLE) ? value.equals(secret) : value.contains(secret));
	}

	private Stream<String> secrets() {
		SecurityProperties security = this.properties.get();
		List<@Nullable String> all = new ArrayList<>();
		String keys = security.server().secretKey();
		all.addAll((keys != null) ? List.of(keys.split(",")) : List.of());
		all.add(security.client().secretKey());
		all.add(security.client().password());
		security.server().users().values().forEach((user) -> all.add(user.password()));
		return all.stream()
			.flatMap((secret) -> StringUtils.hasText(secret) ? Stream.of(secret.strip()) : Stream.empty());
	}

}

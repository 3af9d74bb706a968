package io.zmqf.actuate.endpoint;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The response formats of the endpoint. Boot chooses the default for clients that accept
 * everything, otherwise the last accepted constant. Browsers prefer HTML and therefore
 * get the page.
 */
enum ZmqFormat implements Producible<ZmqFormat> {

	/** Spring Boot's current JSON, the default of other endpoints. */
	V3_JSON(ApiVersion.V3.getProducedMimeType()),

	/** An earlier version of Spring Boot's JSON. */
	V2_JSON(ApiVersion.V2.getProducedMimeType()),

	/** JSON. */
	JSON(MimeTypeUtils.APPLICATION_JSON),

	/** The page. */
	HTML(MimeTypeUtils.TEXT_HTML);

	private final MimeType mimeType;

	ZmqFormat(MimeType mimeType) {
		this.mimeType = mimeType;
	}

	@Override
	public MimeType getProducedMimeType() {
		return this.mimeType;
	}

	@Override
	public boolean isDefault() {
		return this == V3_JSON;
	}

}

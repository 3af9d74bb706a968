package io.zmqf.actuate.endpoint;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * What the endpoint answers with. Boot takes the default one for those who accept
 * everything, and otherwise the last one that is accepted: browsers, which accept HTML
 * before all, get the page.
 */
enum ZmqFormat implements Producible<ZmqFormat> {

	/** Boot's own JSON, as for endpoints that say nothing of formats. */
	V3_JSON(ApiVersion.V3.getProducedMimeType()),

	/** JSON of an earlier version of Boot's. */
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

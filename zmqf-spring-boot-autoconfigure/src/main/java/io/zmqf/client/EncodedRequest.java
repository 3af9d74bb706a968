package io.zmqf.client;

import java.lang.reflect.Type;

import io.zmqf.message.JsonData;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Problem;
import io.zmqf.message.RequestHeaders;
import io.zmqf.message.RequestReference;
import io.zmqf.message.Utf8;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * An encoded request, which also decodes its reply. It is encoded on the caller's thread
 * and does not change until its end.
 */
abstract class EncodedRequest extends Timed {

	private final ClientContext context;

	private final String event;

	private final byte[] eventFrame;

	/** Released at the end, because the caller may keep the outcome. */
	private byte[] data;

	private final RequestHeaders headers;

	private final boolean idempotent;

	EncodedRequest(ClientContext context, ZmqClientRequest request, byte[] data, RequestHeaders headers) {
		this.context = context;
		this.event = request.getEvent();
		this.eventFrame = context.eventFrames().get(this.event);
		this.data = data;
		this.headers = headers;
		this.idempotent = request.isIdempotent();
	}

	final ClientContext context() {
		return this.context;
	}

	final String event() {
		return this.event;
	}

	final boolean isIdempotent() {
		return this.idempotent;
	}

	/** Returns the endpoint of the peer that has, or last had, the request. */
	abstract String endpoint();

	/** Returns the correlation token of the reply, or 0 before the request is sent. */
	abstract long token();

	/** Returns the reference to this request for logs and exceptions. */
	final RequestReference reference() {
		long token = token();
		return new RequestReference(this.event, (token != 0) ? RequestReference.id(token) : null,
				this.headers.traceId());
	}

	final <E extends ZmqException> E named(E failure) {
		failure.setRequest(reference());
		return failure;
	}

	final RequestHeaders headers() {
		return this.headers;
	}

	/** Releases the data, which is not written any more. Called on the event loop. */
	final void drop() {
		this.data = Message.NO_DATA;
	}

	/** Returns the maximum size of the data and headers, in bytes. */
	final long size() {
		return (long) this.data.length + this.headers.maxSize();
	}

	/** Returns all frames of the request, with these headers. */
	final byte[][] frames(byte @Nullable [] token, byte[] headersFrame) {
		return MessageCodec.request(token, this.eventFrame, this.data, headersFrame);
	}

	/** Decodes the reply. */
	final @Nullable Object read(byte[][] frames, Type type) {
		try {
			byte[] reply = MessageCodec.replyData(frames, this.eventFrame,
					this.context.settings().limits().headersSize());
			if (MessageCodec.isError(frames, MessageCodec.delimiter(frames))) {
				throw named(new ZmqRemoteException(this.event, endpoint(), Problem.fromJson(reply)));
			}
			return read(reply, this.context.json(), type);
		}
		catch (MalformedMessageException ex) {
			throw malformed(String.valueOf(ex.getMessage()), ex);
		}
	}

	static @Nullable Object read(byte[] data, JsonData json, Type type) {
		if (type == byte[].class && !Utf8.isJson(data)) {
			throw new MalformedMessageException("the data is not valid Unicode in UTF-8", null);
		}
		return json.read(data, type);
	}

	final ZmqMalformedReplyException malformed(String reason, @Nullable MalformedMessageException ex) {
		return named(new ZmqMalformedReplyException(this.event, endpoint(), reason,
				(ex != null && ex.getCause() != null) ? ex.getCause() : ex));
	}

}

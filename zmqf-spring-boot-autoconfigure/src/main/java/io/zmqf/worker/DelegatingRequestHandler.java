package io.zmqf.worker;

/**
 * A handler that delegates to another one and has the same attributes.
 *
 * @since 0.1.0
 */
public abstract class DelegatingRequestHandler implements RequestHandler {

	private final RequestHandler delegate;

	/**
	 * Creates a handler.
	 * @param delegate the handler to delegate to
	 */
	protected DelegatingRequestHandler(RequestHandler delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns the handler to delegate to.
	 * @return the delegate
	 */
	protected final RequestHandler delegate() {
		return this.delegate;
	}

	@Override
	public boolean isBlocking() {
		return this.delegate.isBlocking();
	}

	@Override
	public boolean isInterruptible() {
		return this.delegate.isInterruptible();
	}

	@Override
	public boolean isStreaming() {
		return this.delegate.isStreaming();
	}

	@Override
	public String description() {
		return this.delegate.description();
	}

	@Override
	public HandlerSignature signature() {
		return this.delegate.signature();
	}

	@Override
	public String toString() {
		return description();
	}

}

package io.zmqf.client;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** The future of a reply that a calling thread blocks for. */
final class AwaitedReply extends CompletableFuture<byte[][]> implements Outcome {

	@Override
	public void ended(byte @Nullable [][] frames, @Nullable RuntimeException failure) {
		if (frames != null) {
			complete(frames);
		}
		else {
			completeExceptionally((failure != null) ? failure : new IllegalStateException());
		}
	}

}

package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/** The event loops that are blocked at the moment; safe for threads. */
final class BlockedLoops implements TransportListener {

	/** What may be between the event loop and the code of an application. */
	private static final String[] OTHERS = { "io.zmqf.", "io.micrometer.", "java.", "jdk.", "kotlin.", "kotlinx.",
			"org.springframework.", "reactor.", "sun." };

	private final Map<String, String> blocked = new TreeMap<>();

	/** Why nothing is sent or received, {@code null} where nothing is blocked. */
	synchronized @Nullable String reason() {
		return this.blocked.isEmpty() ? null : String.join("; ", this.blocked.values());
	}

	@Override
	public synchronized void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		this.blocked.put(loop, "The event loop " + loop + " is blocked by " + caller(place));
	}

	@Override
	public synchronized void loopUnblocked(String loop, Duration time) {
		this.blocked.remove(loop);
	}

	/** The call of the application that the loop is in, as far as it can be told. */
	static String caller(StackTraceElement[] place) {
		for (int i = place.length - 1; i >= 0; i--) {
			if (!startsWith(place[i], OTHERS)) {
				return text(place[i]);
			}
		}
		for (StackTraceElement call : place) {
			if (!startsWith(call, "java.", "jdk.", "sun.")) {
				return text(call);
			}
		}
		return "an unknown call";
	}

	/** Without modules and class loaders, which users have not named. */
	private static String text(StackTraceElement call) {
		return call.getClassName() + "." + call.getMethodName() + "(" + call.getFileName() + ":" + call.getLineNumber()
				+ ")";
	}

	private static boolean startsWith(StackTraceElement call, String... packages) {
		for (String name : packages) {
			if (call.getClassName().startsWith(name)) {
				return true;
			}
		}
		return false;
	}

}

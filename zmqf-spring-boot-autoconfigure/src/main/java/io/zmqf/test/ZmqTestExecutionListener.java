package io.zmqf.test;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/**
 * Resets {@link ZmqTester} and {@link MockZmqServer} after each test. Tests that share a
 * server run one after the other.
 */
class ZmqTestExecutionListener extends AbstractTestExecutionListener {

	private static final String HELD = ZmqTestExecutionListener.class.getName() + ".held";

	private static final Map<MockZmqServer, Semaphore> TURNS = new WeakHashMap<>();

	@Override
	public void beforeTestMethod(TestContext testContext) {
		MockZmqServer server = bean(testContext, MockZmqServer.class);
		if (server != null) {
			Semaphore turn = turn(server);
			turn.acquireUninterruptibly();
			testContext.setAttribute(HELD, turn);
		}
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		ZmqTester tester = bean(testContext, ZmqTester.class);
		if (tester != null) {
			tester.reset();
		}
		if (testContext.removeAttribute(HELD) instanceof Semaphore turn) {
			MockZmqServer server = bean(testContext, MockZmqServer.class);
			if (server != null) {
				server.reset();
			}
			turn.release();
		}
	}

	private static Semaphore turn(MockZmqServer server) {
		synchronized (TURNS) {
			return TURNS.computeIfAbsent(server, (key) -> new Semaphore(1));
		}
	}

	private static <T> @Nullable T bean(TestContext testContext, Class<T> type) {
		if (!testContext.hasApplicationContext()) {
			return null;
		}
		ApplicationContext context = testContext.getApplicationContext();
		return context.getBeanNamesForType(type, true, false).length == 1 ? context.getBean(type) : null;
	}

	/**
	 * Runs after the listener that injects dependencies, and before those that close or
	 * pause contexts.
	 */
	@Override
	public int getOrder() {
		return 2950;
	}

}

package io.zmqf.service.elsewhere;

import io.zmqf.client.ZmqClient;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqServiceProxyFactory;

/** Calls a contract that only this package sees. */
public final class HiddenContract {

	private HiddenContract() {
	}

	/**
	 * Calls a default method.
	 * @param client the client
	 * @return its return value
	 */
	public static String callDefault(ZmqClient client) {
		return contract(client).text(5);
	}

	/**
	 * Calls a method by the interface that the contract extends.
	 * @param client the client
	 * @return its return value
	 */
	public static int callBridge(ZmqClient client) {
		Generic<Integer> generic = contract(client);
		return generic.call(6);
	}

	private static Hidden contract(ZmqClient client) {
		return ZmqServiceProxyFactory.builder(client).build().createClient(Hidden.class);
	}

	interface Generic<T> {

		@ZmqExchange("orders.number")
		int call(T value);

	}

	interface Hidden extends Generic<Integer> {

		@Override
		@ZmqExchange("orders.number")
		int call(Integer value);

		default String text(int value) {
			return String.valueOf(call(value));
		}

	}

}

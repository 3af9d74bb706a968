package io.zmqf.contract;

/**
 * A change of a contract.
 *
 * @param event the event
 * @param description the change, as in {@code request field 'customer' was removed}
 * @param breaking {@code true} if a caller that knows the former contract may fail
 * @since 0.1.0
 */
public record ContractChange(String event, String description, boolean breaking) {

	@Override
	public String toString() {
		return this.event + ": " + this.description;
	}

}

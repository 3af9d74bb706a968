package io.zmqf.contract;

/**
 * A change of a contract.
 *
 * @param event the event
 * @param description the description of the change, such as {@code request field
 * 'customer' was removed}
 * @param breaking {@code true} if a caller that uses the former contract may fail
 * @since 0.1.0
 */
public record ContractChange(String event, String description, boolean breaking) {

	@Override
	public String toString() {
		return this.event + ": " + this.description;
	}

}

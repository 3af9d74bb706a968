package io.zmqf.sample;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;

/**
 * An order of a customer.
 *
 * @param customer the name of the customer
 * @param lines the articles and their quantities
 */
record Order(@NotBlank String customer, @NotEmpty List<@Valid Line> lines) {
}

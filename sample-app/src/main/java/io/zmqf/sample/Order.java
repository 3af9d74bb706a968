package io.zmqf.sample;

import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;

/**
 * What a customer wants.
 *
 * @param customer who orders
 * @param lines what is ordered
 */
record Order(@NotBlank String customer, @NotEmpty List<@Valid Line> lines) {
}

package dev.carillon.contract.users;

import dev.carillon.contract.PageRequest;
import org.jspecify.annotations.Nullable;

/**
 * Users in the order of their creation.
 *
 * @param active only active ones, only inactive ones, or (null) both
 */
public record ListUsers(@Nullable Boolean active, PageRequest page) {}

package dev.carillon.contract.users;

import dev.carillon.contract.PageRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who was erased, the oldest first.
 *
 * @param since only from this moment on, by the database's clock; null for all
 */
public record ListErasures(@Nullable Instant since, PageRequest page) {}

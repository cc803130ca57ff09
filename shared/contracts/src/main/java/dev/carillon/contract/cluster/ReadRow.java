package dev.carillon.contract.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a row.
 *
 * @param of the id of the node that is to be asked in turn; null for the one that is asked
 */
public record ReadRow(@Nullable String of) {}

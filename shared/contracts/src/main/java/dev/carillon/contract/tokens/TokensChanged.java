package dev.carillon.contract.tokens;

/**
 * A hint to look.
 *
 * @param what {@code revoked} or {@code rotated}; for people who watch the bus
 */
public record TokensChanged(String what) {}

package dev.carillon.bench.chaos.smtp;

/**
 * A recipient was named.
 *
 * @param node who named it, as it greets
 * @param at when, on the clock of the harness
 */
public record Attempt(String node, long at) {}

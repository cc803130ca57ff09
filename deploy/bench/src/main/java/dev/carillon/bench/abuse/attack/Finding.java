package dev.carillon.bench.abuse.attack;

/**
 * What one attack found.
 *
 * @param attack its name
 * @param sent what was sent
 * @param seen what the product did
 * @param bound what it promises
 * @param kept whether it kept that
 */
public record Finding(String attack, String sent, String seen, String bound, boolean kept) {}

package dev.carillon.contract.tokens;

/**
 * The header of a token. Whoever reads one knows no other field of it: no key is taken from a
 * token, or from a place that it names.
 *
 * @param kid the name of the key that has signed it
 */
public record TokenHeader(String alg, String kid, String typ) {}

package dev.carillon.contract.tokens;

/**
 * A new key to sign with.
 *
 * @param revokeOld whether what the old keys have signed is of no use from now on; else it stays
 *     good until it expires
 */
public record RotateSigning(boolean revokeOld) {}

package dev.carillon.contract.keys;

/**
 * The version of the list of keys: another number than before says that a key was added, changed or
 * revoked.
 */
public record KeyListVersion(long version) {}

package dev.carillon.request;

/**
 * The key under which a write may be repeated. Keys of different principals and of different
 * operations are different keys.
 *
 * @param principal whose key it is
 * @param operation what it was used for: the address of a contract
 * @param key as the caller gave it
 * @param request the whole request, by which a repetition is told from another request
 */
public record IdempotencyKey(String principal, String operation, String key, Record request) {}

package dev.carillon.contract.users;

/**
 * What a change led to.
 *
 * @param user as it is after the change
 * @param replayed whether this is the answer to an earlier request with the same idempotency key
 */
public record UserChange(User user, boolean replayed) {}

package dev.carillon.contract.mail;

/**
 * What an accept led to.
 *
 * @param replayed whether this is the answer to an earlier request with the same idempotency key
 */
public record AcceptedMail(Accepted accepted, boolean replayed) {}

package dev.carillon.contract.mail;

/**
 * How many mails will be sent again.
 *
 * @param more whether there are more of them
 */
public record Retried(int count, boolean more) {}

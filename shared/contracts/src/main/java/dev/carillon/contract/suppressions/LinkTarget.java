package dev.carillon.contract.suppressions;

/**
 * What a link in a mail is about.
 *
 * @param unsubscribed whether the address gets no mail of this topic at present
 */
public record LinkTarget(String address, String topic, boolean unsubscribed) {}

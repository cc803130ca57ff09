package dev.carillon.contract.mail;

import java.util.UUID;

/**
 * A mail that has come to another state.
 *
 * @param state where it stands now
 */
public record MailChange(UUID id, MailState state) {}

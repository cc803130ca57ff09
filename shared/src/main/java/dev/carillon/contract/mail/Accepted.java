package dev.carillon.contract.mail;

import java.util.UUID;

/**
 * The mail is stored: it will be sent.
 *
 * @param id where to ask after it
 * @param state where it stands
 */
public record Accepted(UUID id, MailState state) {}

package dev.carillon.contract.mail;

import dev.carillon.json.Doc;
import org.jspecify.annotations.Nullable;

/**
 * A mail with its attempts and what it says.
 *
 * @param content text, html, headers, attachments; null when what it says is no longer kept
 * @param sender who had it sent: the name of a key; null for the service itself
 */
public record KeptMail(Mail mail, @Nullable Doc content, @Nullable String sender) {}

package dev.carillon.contract.mail;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom an accepted mail is for. The address is the one that the user had then.
 *
 * @param userId the user of the directory, if it was accepted for one
 * @param email the address; null when what a mail says is no longer kept
 * @param name the display name beside the address, if any
 */
public record MailedTo(@Nullable UUID userId, @Nullable String email, @Nullable String name) {}

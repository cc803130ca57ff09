package dev.carillon.contract.throttles;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A window in which mails with one key to one address become one.
 *
 * @param kind {@code debounce}, or the mode of a digest
 * @param key the key of the requests
 * @param recipient the address
 * @param template which the mail is made of, if it is
 * @param topic what the mail is about, if it says so
 * @param mailId the mail that waits in it
 * @param mails how many were accepted into it
 * @param since when it was opened
 * @param closesAt when the mail goes out, if nothing more comes
 */
public record OpenWindow(
    UUID id,
    String kind,
    String key,
    String recipient,
    @Nullable String template,
    @Nullable String topic,
    UUID mailId,
    int mails,
    Instant since,
    Instant closesAt) {}

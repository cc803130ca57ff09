package dev.carillon.contract.flow;

import java.time.Instant;
import java.util.UUID;

/**
 * A window in which mails with one key to one address become one.
 *
 * @param kind {@code debounce}, or the mode of a digest
 * @param key the key of the requests
 * @param recipient the address
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
    UUID mailId,
    int mails,
    Instant since,
    Instant closesAt) {}

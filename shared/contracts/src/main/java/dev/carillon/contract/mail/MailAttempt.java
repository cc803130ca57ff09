package dev.carillon.contract.mail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to send a mail.
 *
 * @param number of the try; one that was postponed does not count, and the next has its number
 * @param at when it ended
 * @param outcome {@code sent}, {@code refused} (never again), {@code declined} (refused, but not
 *     because of the recipient: again some times), {@code failed} (again later), {@code postponed}
 *     (the server was away; again soon) or {@code unknown}
 * @param phase how far the conversation with the server came
 * @param reply what the server or the network said
 */
public record MailAttempt(
    int number, Instant at, String outcome, @Nullable String phase, @Nullable String reply) {}

package dev.carillon.users.domain.tokens;

import java.time.Duration;

/**
 * The bounds of tokens and tickets.
 *
 * @param usual how long a token lives whose maker does not say
 * @param longest how long one may live
 * @param ticketsPerKey tickets of one API key that are kept at a time
 * @param perSecond tokens and tickets that one API key or user may ask for in a second
 * @param revocations single tokens that may be revoked at a time
 */
public record TokenRules(
    Duration usual, Duration longest, int perSecond, int ticketsPerKey, int revocations) {}

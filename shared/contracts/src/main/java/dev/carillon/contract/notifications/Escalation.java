package dev.carillon.contract.notifications;

import java.time.Instant;
import java.util.UUID;

/**
 * The mail of a notification, and what was decided about it.
 *
 * @param at when the mail goes, unless something holds it up
 * @param unless what keeps it from going
 * @param mail its id
 */
public record Escalation(Instant at, Mark unless, UUID mail, EscalationState state) {}

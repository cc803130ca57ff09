package dev.carillon.contract.flow;

import java.time.Instant;

/**
 * Mail that is held for one reason.
 *
 * @param reason such as {@code paused: welcome}
 * @param mails how many
 * @param next when the first of them is looked at again
 */
public record Hold(String reason, long mails, Instant next) {}

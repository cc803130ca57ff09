package dev.carillon.contract.throttles;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Mail that is held for one reason.
 *
 * @param reason such as {@code paused: welcome}
 * @param mails how many
 * @param next when the first of them is looked at again; null if somebody must end what holds it
 */
public record Hold(String reason, long mails, @Nullable Instant next) {}

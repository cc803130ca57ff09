package dev.carillon.contract.tokens;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs.
 *
 * @param kid its name in the header of tokens
 * @param oldValidUntil until when tokens of the key before are good; null if there was none
 */
public record SigningKey(String kid, Instant createdAt, @Nullable Instant oldValidUntil) {}

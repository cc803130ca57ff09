package dev.carillon.contract.templates;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a template. Versions never change; mail uses the latest.
 *
 * @param version from 1
 */
public record Template(
    String name,
    int version,
    String subject,
    String text,
    @Nullable String html,
    Instant createdAt) {}

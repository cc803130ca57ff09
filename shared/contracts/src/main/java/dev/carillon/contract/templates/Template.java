package dev.carillon.contract.templates;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a template. Versions never change; mail uses the latest.
 *
 * @param version from 1; goes on after a deletion
 * @param holdUnknown whether a mail of it that was perhaps sent waits for somebody to decide
 */
public record Template(
    String name,
    int version,
    String subject,
    String text,
    @Nullable String html,
    boolean holdUnknown,
    Instant createdAt) {}

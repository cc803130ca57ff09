package dev.carillon.notifier.domain.delivery;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail that is about to be sent and needs the passes of its throttles.
 *
 * @param leaseId the lease that holds it
 * @param recipient whose throttles it concerns
 * @param template whose throttles it concerns; null for none
 */
public record PassRequest(long leaseId, UUID mailId, String recipient, @Nullable String template) {}

package dev.carillon.notifier.domain.queue;

import dev.carillon.notifier.domain.delivery.Batch;

/** The outcome of a mail, and the leased batch that it belongs to. */
public record LeaseOutcome(Batch batch, AttemptOutcome outcome) {}

package dev.carillon.notifier.domain.queue;

import dev.carillon.notifier.domain.delivery.Batch;

/** What became of a mail, and of which batch it was. */
public record LeaseOutcome(Batch batch, AttemptOutcome settlement) {}

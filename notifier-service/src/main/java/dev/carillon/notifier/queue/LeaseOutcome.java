package dev.carillon.notifier.queue;

import dev.carillon.notifier.mail.Batch;

/** What became of a mail, and of which batch it was. */
public record LeaseOutcome(Batch batch, AttemptOutcome settlement) {}

package dev.carillon.notifier.queue;

import dev.carillon.notifier.mail.Batch;

/**
 * What became of a mail, and whose it was.
 *
 * @param last whether it was the last of its batch: the lease is given back
 */
public record Result(Batch batch, Settlement settlement, boolean last) {}

package dev.carillon.contract.users;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param done how many items did not fail
 * @param failed how many did
 * @param items one outcome for each item, in the order of the request
 * @param replayed whether this is the answer to an earlier request with the same idempotency key
 */
public record BatchOutcomes(int done, int failed, List<BatchOutcome> items, boolean replayed) {
  public BatchOutcomes {
    items = List.copyOf(items);
  }
}

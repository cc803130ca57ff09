package dev.carillon.contract.inbox;

import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes mails of the local inbox: one, those that match, or all.
 *
 * @param id this one; then nothing else is given
 * @param to those to this address, without regard to case
 * @param q those that have each of these words
 * @param all every mail; then nothing else is given
 */
public record DeleteInbox(@Nullable UUID id, @Nullable String to, @Nullable String q, boolean all) {
  public DeleteInbox {
    boolean matching = to != null || q != null;
    ListInbox.check(Checks.start(), to, q)
        .that(
            all || matching || id != null, "all", "must be true where nothing says which to delete")
        .that(!all || (!matching && id == null), "all", "cannot be combined with to or q")
        .that(id == null || !matching, "id", "cannot be combined with to or q")
        .verify();
  }
}

package dev.carillon.contract.inbox;

import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a piece of a mail's source or of one of its files.
 *
 * @param attachment which file, from 0; null for the source of the whole mail
 * @param offset in bytes, 0 or more
 */
public record ReadInbox(UUID id, @Nullable Integer attachment, long offset) {
  public ReadInbox {
    Checks.start()
        .present("id", id)
        .that(attachment == null || attachment >= 0, "attachment", "must not be negative")
        .that(offset >= 0, "offset", "must not be negative")
        .verify();
  }
}

package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves a mail that waits to another time.
 *
 * @param sendAt not before this moment; one that has passed means now
 */
public record ChangeMail(UUID id, @Nullable Instant sendAt) {
  public ChangeMail {
    Checks.start()
        .present("/sendAt", sendAt)
        .that(MailTimes.isWritable(sendAt), "/sendAt", MailTimes.FAR)
        .verify();
  }
}

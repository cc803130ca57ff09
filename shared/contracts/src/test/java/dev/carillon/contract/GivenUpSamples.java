package dev.carillon.contract;

import dev.carillon.contract.mail.ListReasons;
import dev.carillon.contract.mail.MailReasons;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryReason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Those of mail that was given up. */
final class GivenUpSamples {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00.123456Z");
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String REASON = "550 5.1.1 * unknown";

  private GivenUpSamples() {}

  static List<Record> all() {
    return List.of(
        new Retried(3, true, "bmV4dA"),
        new ListReasons(MailState.DEAD),
        new MailReasons(List.of(new MailReasons.Group(REASON, 2, AT, AT, ID)), 2, false),
        new RetryReason(MailState.UNKNOWN, REASON, "bmV4dA"));
  }
}

package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;

/**
 * A ticket to take.
 *
 * @param sha256 of the ticket, in hex
 */
public record RedeemTicket(String sha256) {
  public RedeemTicket {
    Checks.start()
        .that(IssueTicket.isHash(sha256), "/sha256", "must be a SHA-256 in lower case hex")
        .verify();
  }
}

package dev.carillon.contract.mail;

import java.util.List;

/**
 * What is kept of addresses beside mail.
 *
 * @param addresses in lower case
 */
public record ListTraces(List<String> addresses) {
  public ListTraces {
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
  }
}

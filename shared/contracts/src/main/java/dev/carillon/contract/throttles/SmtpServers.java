package dev.carillon.contract.throttles;

import java.util.List;

/** The servers, those that nobody has decided anything about as well. */
public record SmtpServers(List<SmtpServerRule> items) {
  public SmtpServers {
    items = List.copyOf(items);
  }
}

package dev.carillon.contract.throttles;

import java.util.List;

/**
 * What is open and what is held.
 *
 * @param windows those that close first, at most 1,000
 * @param holds with the most mails first, at most 100; of the first 100,000 held mails
 */
public record Held(List<OpenWindow> windows, List<Hold> holds) {
  public Held {
    windows = List.copyOf(windows);
    holds = List.copyOf(holds);
  }
}

package dev.carillon.contract.mail;

import java.util.Map;

/**
 * The books of the mail queue, from one snapshot.
 *
 * @param accepted how many mails were ever acknowledged, counted when they were accepted
 * @param states how many stand where
 * @param lost mails that are in no state at all; anything but zero is a fault
 * @param balanced whether the states add up to what was accepted and nothing is lost
 */
public record Ledger(long accepted, Map<String, Long> states, long lost, boolean balanced) {
  public Ledger {
    states = Map.copyOf(states);
  }
}

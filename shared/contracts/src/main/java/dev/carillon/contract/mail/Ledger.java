package dev.carillon.contract.mail;

import java.util.Map;

/**
 * The books of the mail queue, from one snapshot: every mail of every accept is looked for.
 *
 * @param accepted how many mails were ever acknowledged, counted when they were accepted
 * @param states how many stand where
 * @param told how many a person was told: sent, or merged into one that was sent. What was merged
 *     is counted some seconds after that was sent
 * @param lost mails that are in no state at all, or merged into one that will not be sent; anything
 *     but zero is a fault
 * @param doubled mails that wait in two places, or were never accepted; anything but zero is a
 *     fault
 * @param balanced whether the states add up to what was accepted, and nothing is lost or doubled
 */
public record Ledger(
    long accepted, Map<String, Long> states, long told, long lost, long doubled, boolean balanced) {
  public Ledger {
    states = Map.copyOf(states);
  }
}

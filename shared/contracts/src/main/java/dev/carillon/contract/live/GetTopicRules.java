package dev.carillon.contract.live;

/**
 * Asks for all rules, if they are others than those that are known.
 *
 * @param known the version of those that are known; 0 for none
 */
public record GetTopicRules(long known) {}

package dev.carillon.contract.live;

/** The version of all rules: another number than before says that one was changed or deleted. */
public record TopicRulesVersion(long version) {}

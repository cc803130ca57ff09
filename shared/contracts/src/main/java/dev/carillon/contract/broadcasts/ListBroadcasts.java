package dev.carillon.contract.broadcasts;

import dev.carillon.contract.PageRequest;

/** Lists broadcast schedules by name. */
public record ListBroadcasts(PageRequest page) {}

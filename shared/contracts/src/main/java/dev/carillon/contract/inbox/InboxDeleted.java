package dev.carillon.contract.inbox;

/** How many mails were deleted. */
public record InboxDeleted(int count) {}

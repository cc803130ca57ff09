package dev.carillon.contract.notifications;

/**
 * What {@link MarkAllSeen} did.
 *
 * @param seen how many were not seen before
 * @param more whether there are more of them: then ask again
 */
public record AllSeen(int seen, boolean more) {}

package dev.carillon.request;

/**
 * Who changes something, for the audit.
 *
 * @param principal as authenticated at the edge
 * @param requestId names the request in answers, logs and the audit
 */
public record Actor(String principal, String requestId) {}

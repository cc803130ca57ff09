package dev.carillon.contract.inbox;

/**
 * The HTML of a mail, with the pictures that it brings along; nothing of it was made harmless.
 *
 * @param remote whether it may load pictures from other servers
 */
public record InboxHtml(String html, boolean remote) {}

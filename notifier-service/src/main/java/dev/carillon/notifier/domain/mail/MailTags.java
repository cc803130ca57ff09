package dev.carillon.notifier.domain.mail;

import org.jspecify.annotations.Nullable;

/**
 * What kind of mail it is: what decides whether it may go out, and when.
 *
 * @param template the template it was made from
 * @param topic what the recipient can unsubscribe from
 * @param critical whether it goes out whatever the recipient unsubscribed from, and at any hour
 * @param zone the time zone of the recipient
 * @param holdUnknown whether it waits for a decision once it was perhaps sent
 */
public record MailTags(
    @Nullable String template,
    @Nullable String topic,
    boolean critical,
    @Nullable String zone,
    boolean holdUnknown) {
  /** Nothing special. */
  public static final MailTags NONE = new MailTags(null, null, false, null, false);
}

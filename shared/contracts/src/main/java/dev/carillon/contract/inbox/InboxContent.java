package dev.carillon.contract.inbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All of a mail but the bytes of its files.
 *
 * @param id names it in the inbox
 * @param from the envelope's sender
 * @param to the envelope's recipient
 * @param at when it was stored
 * @param size of the whole mail in bytes
 * @param text the first 200,000 characters of the plain text, empty without one
 * @param html the first 300,000 characters of its HTML, null without one
 * @param remotePictures whether the HTML seems to name pictures or styles of other servers
 * @param headers the first 200, as they stand in the mail, decoded
 * @param attachments everything else, pictures that the HTML shows among them
 * @param truncated whether the mail holds more than is told here; its source has all
 */
public record InboxContent(
    UUID id,
    String from,
    String to,
    String subject,
    @Nullable String messageId,
    Instant at,
    long size,
    String text,
    @Nullable String html,
    boolean remotePictures,
    List<Header> headers,
    List<Attached> attachments,
    boolean truncated) {
  public InboxContent {
    headers = List.copyOf(headers);
    attachments = List.copyOf(attachments);
  }

  /** A header. */
  public record Header(String name, String value) {}

  /**
   * A file.
   *
   * @param index from 0, in the order of the mail
   * @param name as the mail says, without control characters; made up where it says none
   * @param type the media type that the mail claims
   * @param size in bytes
   */
  public record Attached(int index, String name, String type, long size) {}
}

package dev.carillon.bench.chaos.smtp;

/**
 * What became of one mail on one connection, from the final dot on. The server writes it down
 * before it answers; nobody else does.
 */
public final class Fate {
  private final String node;
  private final String recipient;
  private final String messageId;
  private final String hash;
  private final long dotAt;
  private volatile boolean taken;
  private volatile long saidAt = -1;

  Fate(String node, String recipient, String messageId, String hash, long dotAt) {
    this.node = node;
    this.recipient = recipient;
    this.messageId = messageId;
    this.hash = hash;
    this.dotAt = dotAt;
  }

  /** Who sent it, as it greeted. */
  public String node() {
    return node;
  }

  /** To whom, from the envelope. */
  public String recipient() {
    return recipient;
  }

  /** Its Message-ID. */
  public String messageId() {
    return messageId;
  }

  /** Of all bytes of the message. */
  public String hash() {
    return hash;
  }

  /** When the final dot was read, on the clock of the harness. */
  public long dotAt() {
    return dotAt;
  }

  /** Whether it was stored. */
  public boolean isTaken() {
    return taken;
  }

  /** When 250 was written as a whole; -1 if it was not: the sender cannot know. */
  public long saidAt() {
    return saidAt;
  }

  void take() {
    taken = true;
  }

  void said(long at) {
    saidAt = at;
  }
}

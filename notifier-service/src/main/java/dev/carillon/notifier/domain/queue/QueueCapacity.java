package dev.carillon.notifier.domain.queue;

/**
 * What mail a process may have in its hands at a time.
 *
 * @param mails how many
 * @param bytes how many they may have together; what is taken last may pass it
 */
public record QueueCapacity(int mails, long bytes) {
  /** Without settings. */
  public static final QueueCapacity DEFAULT = new QueueCapacity(256, 64L << 20);
}

package dev.carillon.notifier.domain.queue;

/**
 * What mail a process may have in its hands at a time.
 *
 * @param mails how many at any pace
 * @param most how many while it sends so fast that they end within a tenth of a second
 * @param bytes how many they may have together; what is taken last may pass it
 */
public record QueueCapacity(int mails, int most, long bytes) {
  /** Without settings. */
  public static final QueueCapacity DEFAULT = new QueueCapacity(256, 4_096, 64L << 20);
}

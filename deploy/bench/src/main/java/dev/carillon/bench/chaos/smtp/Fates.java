package dev.carillon.bench.chaos.smtp;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** What all servers saw. Thread-safe. */
public final class Fates {
  private final Map<String, List<Attempt>> attempts = new ConcurrentHashMap<>();
  private final Queue<Fate> fates = new ConcurrentLinkedQueue<>();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, Integer> unanswered = new ConcurrentHashMap<>();

  /** A recipient was named; the number of attempts before. */
  int attempted(String recipient, Attempt attempt) {
    List<Attempt> all =
        attempts.computeIfAbsent(recipient, r -> new CopyOnWriteArrayList<Attempt>());
    all.add(attempt);
    return all.size() - 1;
  }

  /**
   * A recipient's mail came to its dot; whether the sender hears what became of it is to be seen.
   */
  void dotted(String recipient) {
    unanswered.merge(recipient, 1, Integer::sum);
  }

  /** The sender was told, as a whole. */
  void answered(String recipient) {
    unanswered.merge(recipient, -1, Integer::sum);
  }

  /** How often a recipient's mail came to its dot and nothing was said to it. */
  public int unanswered(String recipient) {
    return unanswered.getOrDefault(recipient, 0);
  }

  /** A mail came to its dot. */
  void add(Fate fate, byte[] content) {
    fates.add(fate);
    contents.putIfAbsent(fate.messageId(), content);
  }

  /** When and by whom a recipient was named, in order. */
  public List<Attempt> attempts(String recipient) {
    return attempts.getOrDefault(recipient, List.of());
  }

  /** The mails to a recipient that came to their dot, in order. */
  public List<Fate> of(String recipient) {
    return fates.stream().filter(fate -> fate.recipient().equals(recipient)).toList();
  }

  /** All mails that came to their dot, in order. */
  public List<Fate> all() {
    return List.copyOf(fates);
  }

  /** The bytes of a message as they came first. */
  public byte[] content(String messageId) {
    return contents.getOrDefault(messageId, new byte[0]);
  }
}

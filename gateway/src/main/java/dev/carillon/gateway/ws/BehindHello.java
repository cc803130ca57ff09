package dev.carillon.gateway.ws;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Frames that wait while the key of a hello or a refresh is looked for. They count for no seat yet:
 * so many, and together as long as one message, are kept of a client.
 */
final class BehindHello {
  private final int most;
  private final int mostLetters;
  private final Queue<String> frames = new ArrayDeque<>(0);
  private int letters;

  BehindHello(int most, int mostLetters) {
    this.most = most;
    this.mostLetters = mostLetters;
  }

  /** Keeps one; false, and none is kept any more, if that is too much. */
  boolean add(String frame) {
    if (frames.size() >= most || letters + frame.length() > mostLetters) {
      clear();
      return false;
    }
    letters += frame.length();
    return frames.add(frame);
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  String remove() {
    String first = frames.remove();
    letters -= first.length();
    return first;
  }

  void clear() {
    frames.clear();
    letters = 0;
  }
}

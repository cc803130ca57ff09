package dev.carillon.gateway.topics;

import dev.carillon.contract.live.TopicMessages.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which processes tell of messages that nobody has stored, and how much of each was heard. A jump
 * in a count, and the silence of somebody who did not say goodbye, mean that something was missed.
 * Belongs to its loop.
 */
final class Tellers {
  /** So many are known at a time. */
  static final int MOST = 64;

  /** So many looks without a word, of which there is one a second, are silence. */
  static final int SILENCE = 5;

  /** So many looks after the beginning nobody can have listened to what was told before. */
  static final int FRESH = 3;

  private final Runnable missed;
  private final Map<String, Teller> all = new LinkedHashMap<>();
  private int looks;

  private static final class Teller {
    private long heard;
    private int silent;
  }

  /**
   * Knows of nobody.
   *
   * @param missed runs whenever something was
   */
  Tellers(Runnable missed) {
    this.missed = missed;
  }

  /**
   * Somebody has told something, or only how much that was so far.
   *
   * @param isMessage whether what is counted has come with the count
   */
  void hear(Told told, boolean isMessage) {
    Teller known = all.get(told.by());
    long before = isMessage ? told.count() - 1 : told.count();
    if (known == null ? before > 0 && looks >= FRESH : known.heard < before) {
      missed.run();
    }
    if (told.last()) {
      all.remove(told.by());
      return;
    }
    if (known == null) {
      if (all.size() >= MOST) {
        all.remove(all.keySet().iterator().next());
      }
      known = new Teller();
      all.put(told.by(), known);
    }
    known.heard = Math.max(known.heard, told.count());
    known.silent = 0;
  }

  /** A second has passed. */
  void look() {
    looks++;
    for (Map.Entry<String, Teller> one : List.copyOf(all.entrySet())) {
      if (++one.getValue().silent > SILENCE) {
        all.remove(one.getKey());
        missed.run();
      }
    }
  }
}

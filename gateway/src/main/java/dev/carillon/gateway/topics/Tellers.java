package dev.carillon.gateway.topics;

import dev.carillon.contract.live.TopicMessages.Told;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which processes tell of messages that nobody has stored, and how much of each was heard. A jump
 * in a count, and the silence of somebody who did not say goodbye, mean that something may have
 * been missed; that is said once a second at most. Belongs to its loop.
 */
final class Tellers {
  /** So many are known at a time; of more than that nothing is missed. */
  static final int MOST = 1_024;

  /** So many looks without a word, of which there is one a second, are silence. */
  static final int SILENCE = 5;

  /** After so many it is forgotten. */
  static final int GONE = 300;

  /** So many looks after the beginning nobody can have listened to what was told before. */
  static final int FRESH = 3;

  private final Runnable missed;
  private final Map<String, Teller> all = new LinkedHashMap<>();
  private int looks;
  private boolean isMissing;

  private static final class Teller {
    private long heard;
    private int silent;
  }

  /**
   * Knows of nobody.
   *
   * @param missed runs when something may have been, with the next look
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
    isMissing |= known == null ? before > 0 && looks >= FRESH : known.heard < before;
    if (told.last()) {
      all.remove(told.by());
    } else if (known != null || all.size() < MOST) {
      Teller teller = all.computeIfAbsent(told.by(), t -> new Teller());
      teller.heard = Math.max(teller.heard, told.count());
      teller.silent = 0;
    }
  }

  /** A second has passed. */
  void look() {
    looks++;
    for (Iterator<Teller> each = all.values().iterator(); each.hasNext(); ) {
      Teller one = each.next();
      one.silent++;
      isMissing |= one.silent == SILENCE + 1;
      if (one.silent > GONE) {
        each.remove();
      }
    }
    if (isMissing) {
      isMissing = false;
      missed.run();
    }
  }
}

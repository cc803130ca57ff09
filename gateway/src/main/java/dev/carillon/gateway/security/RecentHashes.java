package dev.carillon.gateway.security;

import org.jspecify.annotations.Nullable;

/**
 * The hashes of the good keys that were shown last, so that a client that asks a thousand times has
 * its key hashed once. It knows no verdict: whether a key is still good is asked with its hash each
 * time. One event loop only.
 */
final class RecentHashes {
  /** A power of two; keys that share a place take turns in it. */
  private static final int PLACES = 256;

  private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

  private record Entry(String key, HashedKey hash) {}

  /** The hash of a key. */
  HashedKey of(String key) {
    Entry entry = entries[place(key)];
    return entry != null && isSame(entry.key(), key) ? entry.hash() : HashedKey.of(key);
  }

  /** A key was good. */
  void keep(String key, HashedKey hash) {
    Entry entry = entries[place(key)];
    if (entry == null || !isSame(entry.key(), key)) {
      entries[place(key)] = new Entry(key, hash);
    }
  }

  /** A key is not good, any more or at all: nothing of it stays here. */
  void forget(String key) {
    Entry entry = entries[place(key)];
    if (entry != null && isSame(entry.key(), key)) {
      entries[place(key)] = null;
    }
  }

  private static int place(String key) {
    return key.hashCode() & (PLACES - 1);
  }

  /** Takes the same time wherever the first difference lies. */
  private static boolean isSame(String kept, String shown) {
    if (kept.length() != shown.length()) {
      return false;
    }
    int different = 0;
    for (int i = 0; i < kept.length(); i++) {
      different |= kept.charAt(i) ^ shown.charAt(i);
    }
    return different == 0;
  }
}

package dev.carillon.json;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values of every kind that a record may have, the same in each run. */
final class AnyValues {
  private final Random random;

  AnyValues(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean bool() {
    return random.nextBoolean();
  }

  long number() {
    return random.nextLong();
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  Instant time() {
    return Instant.ofEpochSecond(
        random.nextLong(-70_000_000_000L, 260_000_000_000L), of(0, 120_000_000, 42_000, 7));
  }

  int of(int... values) {
    return values[random.nextInt(values.length)];
  }

  <T> T of(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Often null. */
  <T> @Nullable T perhaps(Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  /** Characters of every length in UTF-8, and all that JSON escapes. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(20); n > 0; n--) {
      int bound = of(0x30, 0x80, 0x800, 0xD800, Character.MAX_CODE_POINT + 1);
      int character = random.nextInt(bound);
      text.appendCodePoint(
          character >= 0xD800 && character <= 0xDFFF ? character - 0xD000 : character);
    }
    return text.toString();
  }
}

package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserPage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record writes by itself is, byte for byte, what reflection makes of it. */
class JsonWritableTest {
  private static final int RECORDS = 2_000;

  private final Random random = new Random(20_261_126);

  @Test
  void pagesOfAnythingAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      List<User> users = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        users.add(user(anyTime()));
      }
      isTheSame(new UserPage(users, textOrNull(), random.nextBoolean() ? null : random.nextLong()));
    }
  }

  @Test
  void auditsOfAnythingAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      List<AuditEntry.Change> changes =
          List.of(
              new AuditEntry.Change("name", textOrNull(), textOrNull()),
              new AuditEntry.Change("zone", null, "UTC"));
      AuditEntry entry =
          new AuditEntry(
              text(), text(), text(), anyTime(), random.nextBoolean() ? changes : List.of());
      isTheSame(new AuditPage(List.of(entry, entry), textOrNull()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-11-26T22:58:46.1Z",
        "2026-11-26T22:58:46.120Z",
        "2026-11-26T22:58:46.000001Z",
        "2026-11-26T22:58:46.000000001Z",
        "2024-02-29T23:59:59.999999999Z",
        "0000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59.5Z",
        "9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
      })
  void everyTimeIsWrittenAlike(String time) {
    isTheSame(user(Instant.parse(time)));
  }

  @Test
  void linesAreOneRecordEach() {
    User one = user(anyTime());
    User other = user(anyTime());
    assertThat(dev.carillon.json.write.JsonOut.lines(List.of(one, other)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(Json.text(one) + "\n" + Json.text(other) + "\n");
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    User broken =
        new User(
            UUID.randomUUID(), "a@b.c", "x\ud83d", true, null, null, null, 1, anyTime(), anyTime());
    assertThatThrownBy(() -> Json.bytes(broken)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void isTheSame(Object value) {
    assertThat(Json.bytes(value))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(new String(Json.reflected(value), StandardCharsets.UTF_8));
  }

  private User user(Instant at) {
    return new User(
        new UUID(random.nextLong(), random.nextLong()),
        text(),
        text(),
        random.nextBoolean(),
        textOrNull(),
        textOrNull(),
        textOrNull(),
        random.nextLong(),
        at,
        anyTime());
  }

  private Instant anyTime() {
    return Instant.ofEpochSecond(
        random.nextLong(-70_000_000_000L, 260_000_000_000L), anyOf(0, 120_000_000, 42_000, 7));
  }

  private int anyOf(int... values) {
    return values[random.nextInt(values.length)];
  }

  private @Nullable String textOrNull() {
    return random.nextInt(3) == 0 ? null : text();
  }

  /** Characters of every length in UTF-8, and all that JSON escapes. */
  private String text() {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(20); n > 0; n--) {
      int bound = anyOf(0x30, 0x80, 0x800, 0xD800, Character.MAX_CODE_POINT + 1);
      int character = random.nextInt(bound);
      text.appendCodePoint(
          character >= 0xD800 && character <= 0xDFFF ? character - 0xD000 : character);
    }
    return text.toString();
  }
}

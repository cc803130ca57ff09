package dev.carillon.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  private static final String ID = "01a2053c-f08d-7000-9f43-db727cead178";

  @Test
  void aUuidHasOneSpelling() {
    assertThat(UuidText.parse(ID)).isEqualTo(UUID.fromString(ID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+1a2053c-f08d-7000-9f43-db727cead178",
        "-1a2053c-f08d-7000-9f43-db727cead178",
        "01A2053C-F08D-7000-9F43-DB727CEAD178",
        "01a2053c-f08d-7000-9f43-db727cead17",
        "01a2053cf-08d-7000-9f43-db727cead178",
        "01a2053c-f08d-7000-+f43-db727cead178",
        "{01a2053c-f08d-7000-9f43-db727cead178}",
        "urn:uuid:01a2053c-f08d-7000-9f43-db727cead178",
        "01a2053cf08d70009f43db727cead178",
        "٠1a2053c-f08d-7000-9f43-db727cead178",
        "01a2053c-f08d-7000-9f43-db727cead178\n",
        "1-2-3-4-5"
      })
  void anyOtherSpellingOfAUuidIsRefused(String text) {
    refused(() -> UuidText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+5", "05", "00", "-0", "٥", "５", "5 ", " 5", "5.0", "5e0", "0x5"})
  void aNumberHasOneSpelling(String text) {
    assertThat(IntegerText.parse("5", 1, 10)).isEqualTo(5);
    assertThat(IntegerText.parse("0", 0, 10)).isZero();
    refused(() -> IntegerText.parse(text, -100, 100));
  }

  @Test
  void aNumberBeyondItsBoundsOrBeyondAnyTypeIsRefused() {
    refused(() -> IntegerText.parse("11", 1, 10));
    refused(() -> IntegerText.parseLong("9223372036854775808", 0, Long.MAX_VALUE));
    assertThat(IntegerText.parseLong("-9223372036854775808", Long.MIN_VALUE, 0))
        .isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void everyTimeThatIsWrittenHereIsReadAsItWas() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      int digits = random.nextInt(10);
      long unit = (long) Math.pow(10, 9 - digits);
      Instant at =
          Instant.ofEpochSecond(
              random.nextLong(-62_135_596_800L, 253_402_300_800L),
              random.nextInt(1_000_000_000) / unit * unit);
      assertThat(TimeText.parse(at.toString())).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
    "2026-01-31t12:00:00z, 2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00.123456789Z, 2026-01-31T12:00:00.123456789Z",
    "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z",
    "2026-01-31T12:00:00-05:30, 2026-01-31T17:30:00Z",
    "2026-01-31T12:00:00-00:00, 2026-01-31T12:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
  })
  void timesAreThoseOfRfc3339(String text, String time) {
    assertThat(TimeText.parse(text)).isEqualTo(Instant.parse(time));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2016-12-31T23:59:60Z | leap second",
        "2026-06-30T12:00:60Z | leap second",
        "2026-01-31T24:00:00Z | does not exist",
        "2026-01-31T12:60:00Z | does not exist",
        "2025-02-29T00:00:00Z | does not exist",
        "2026-13-01T00:00:00Z | does not exist",
        "2026-01-31T12:00:00+19:00 | does not exist",
        "2026-01-31T12:00:00+02:60 | does not exist",
        "0000-01-01T00:00:00Z | years 1 to 9999",
        "0001-01-01T00:00:00+01:00 | years 1 to 9999",
        "9999-12-31T23:59:59-01:00 | years 1 to 9999",
        "+12345-01-01T00:00:00Z | RFC 3339",
        "2026-01-31T12:00Z | RFC 3339",
        "2026-01-31T12:00:00 | RFC 3339",
        "2026-01-31 12:00:00Z | RFC 3339",
        "2026-01-31 | RFC 3339",
        "2026-01-31T12:00:00+02 | RFC 3339",
        "2026-01-31T12:00:00+0200 | RFC 3339",
        "2026-01-31T12:00:00+02:00:30 | RFC 3339",
        "2026-01-31T12:00:00Z[UTC] | RFC 3339",
        "2026-01-31T12:00:00.Z | RFC 3339",
        "2026-01-31T12:00:00.1234567890Z | RFC 3339",
        "٢026-01-31T12:00:00Z | RFC 3339",
        "20260131T120000Z | RFC 3339",
        "1769860800 | RFC 3339",
        "now | RFC 3339",
      })
  void anyOtherTimeIsRefusedWithItsReason(String text, String reason) {
    assertThatThrownBy(() -> TimeText.parse(text))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "10m, PT10M",
    "0s, PT0S",
    "500ms, PT0.5S",
    "1d, PT24H",
    "36h, P1DT12H",
    "999999999d, P999999999D",
    "PT10M, PT10M",
    "P1D, PT24H",
    "P1DT2H3M4.5S, PT26H3M4.5S",
    "PT0S, PT0S",
    "PT8784H, P366D",
  })
  void durationsHaveBothSpellings(String text, String duration) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.parse(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "10", "m", "-10m", "+10m", "010m", "1.5h", "10 m", "10M", "10min", "1d12h", "٥m",
        "1w", "P", "PT", "P1", "P1DT", "-PT5S", "PT-5S", "P-1D", "pt10m", "P1Y", "P1M", "PT1H2D",
        "PT.5S", "PT9999999999999S", "9999999999d"
      })
  void anyOtherDurationIsRefused(String text) {
    refused(() -> DurationText.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "de, de",
    "de-CH, de-CH",
    "DE-ch, de-CH",
    "zh-hant-tw, zh-Hant-TW",
    "sl-rozaj-biske, sl-rozaj-biske",
    "de-DE-u-co-phonebk, de-DE-u-co-phonebk",
    "es-419, es-419",
    "en-x-carillon, en-x-carillon",
  })
  void aLocaleIsOneTagInItsCanonicalCase(String text, String tag) {
    assertThat(LocaleText.parse(text)).isEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "de-!!!",
        "en-US, de",
        "en-US,de",
        "de_CH",
        "de-",
        "-de",
        "de--CH",
        "d",
        "*",
        "de-*",
        "de;q=0.5",
        "x-only",
        "und",
        "german language",
        "de-CH ",
        "de\u0000",
        "dé",
        "C",
        "de-toolongsubtag",
        "POSIX_",
        "de-DE-a"
      })
  void whatIsNoTagIsRefused(String text) {
    refused(() -> LocaleText.parse(text));
  }

  private static void refused(Runnable parse) {
    assertThatThrownBy(parse::run).isInstanceOf(Failure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 9 * * 1-5",
        "05 09 01 01 07",
        "  0   0 9 * * MON-FRI ",
        "*/90 */24 1,31 JAN-DEC 0",
        "0 0 L * ?",
        "0 0 0 ? * FRI#2",
        "59 23 31 12 7",
        "0 0 * * SUN-TUE",
        "0 0 * * sat-sun",
        "0 22-23,00-06 5-5 JAN-dec 0-7"
      })
  void whatLooksLikeACronExpressionIsReadAsAWholeByWhoRunsIt(String text) {
    assertThat(CronText.hasFields(text)).isTrue();
    assertThat(CronText.hasNumbers(text)).isTrue();
    assertThat(CronText.hasRanges(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5-1 * * * *",
        "0 22-06 * * *",
        "0 1,9-8 * * *",
        "9-8/2 * * * *",
        "0 0 20-5 * *",
        "0 0 0 * NOV-FEB *",
        "0 0 0 * 11-feb *",
        "0 0 0 * * FRI-MON",
        "0 0 0 * * 6-0",
        "0 0 0 ? * 6-SUN,5-mon"
      })
  void aRangeThatRunsBackwardsIsKnownBefore(String text) {
    assertThat(CronText.hasNumbers(text)).isTrue();
    assertThat(CronText.hasRanges(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "@daily",
        "* * * *",
        "1 2 3 4 5 6 7",
        "60 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 32 * *",
        "0 0 1 13 *",
        "0 0 1 1 8",
        "0 60 0 1 1 1",
        "0-99 * * * *",
        "0 9,25 * * *",
        "0 9 * * 1-55555555555555555555"
      })
  void whatDoesNotIsKnownBefore(String text) {
    assertThat(CronText.hasFields(text) && CronText.hasNumbers(text)).isFalse();
  }
}

package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A user to be.
 *
 * @param email one plain address, unique without regard to case
 * @param name how to address the user, 1 to 200 characters on one line
 * @param locale a BCP 47 tag such as {@code de-CH}, if known
 * @param zone a time zone id such as {@code Europe/Zurich}, if known
 * @param externalId the id in the caller's own system, unique, if there is one
 * @param welcome false keeps the welcome mail back; null means true
 */
public record CreateUser(
    String email,
    String name,
    @Nullable String locale,
    @Nullable String zone,
    @Nullable String externalId,
    @Nullable Boolean welcome) {

  private static final int MAX_NAME = 200;
  private static final int MAX_LOCALE = 35;
  private static final int MAX_ZONE = 64;
  private static final int MAX_EXTERNAL_ID = 128;

  /** Checks every field. */
  public CreateUser {
    Checks.start()
        .email("/email", email)
        .line("/name", name, 1, MAX_NAME)
        .lineIfPresent("/locale", locale, 2, MAX_LOCALE)
        .that(locale == null || isLocale(locale), "/locale", "is not a BCP 47 language tag")
        .lineIfPresent("/zone", zone, 1, MAX_ZONE)
        .that(zone == null || isZone(zone), "/zone", "is not a known time zone")
        .lineIfPresent("/externalId", externalId, 1, MAX_EXTERNAL_ID)
        .verify();
  }

  /** Whether the welcome mail is wanted. */
  public boolean wantsWelcome() {
    return !Boolean.FALSE.equals(welcome);
  }

  private static boolean isLocale(String tag) {
    return !Locale.forLanguageTag(tag).getLanguage().isEmpty();
  }

  private static boolean isZone(String zone) {
    return ZoneId.getAvailableZoneIds().contains(zone);
  }
}

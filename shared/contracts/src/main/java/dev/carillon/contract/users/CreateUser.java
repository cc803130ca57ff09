package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.text.LocaleText;
import dev.carillon.text.ZoneNames;
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

  /** Characters of an {@code externalId}. */
  public static final int MAX_EXTERNAL_ID = 128;

  public CreateUser {
    Checks checks = Checks.start().email("/email", email);
    checkName(checks, name);
    locale = checkedLocale(checks, locale);
    checkZone(checks, zone);
    checkExternalId(checks, externalId);
    checks.verify();
  }

  /** Whether the welcome mail is wanted. */
  public boolean wantsWelcome() {
    return !Boolean.FALSE.equals(welcome);
  }

  static void checkName(Checks checks, @Nullable String name) {
    checks.line("/name", name, 1, MAX_NAME);
  }

  /** The tag in its canonical case; as it was if it is refused. */
  static @Nullable String checkedLocale(Checks checks, @Nullable String tag) {
    if (tag == null) {
      return null;
    }
    checks.that(tag.length() <= MAX_LOCALE, "/locale", "is longer than " + MAX_LOCALE);
    try {
      return LocaleText.parse(tag);
    } catch (Failure refused) {
      checks.that(false, "/locale", refused.details().get(0).detail());
      return tag;
    }
  }

  static void checkZone(Checks checks, @Nullable String zone) {
    checks
        .lineIfPresent("/zone", zone, 1, MAX_ZONE)
        .that(zone == null || ZoneNames.isKnown(zone), "/zone", "is not a known time zone");
  }

  static void checkExternalId(Checks checks, @Nullable String externalId) {
    checks.lineIfPresent("/externalId", externalId, 1, MAX_EXTERNAL_ID);
  }
}

package dev.carillon.notifier;

import dev.carillon.config.ConfigSource;
import dev.carillon.notifier.smtp.SmtpConfig;
import dev.carillon.store.pg.PgUrls;

/**
 * The settings of notifier-service.
 *
 * @param pg where the schema {@code notifier} lives
 * @param smtp the server that mail goes to
 * @param welcome whether new users are welcomed
 * @param permits how many mails may be in this process's hands at a time
 */
record NotifierConfig(PgUrls pg, SmtpConfig smtp, boolean welcome, int permits) {
  private static final int DEFAULT_PERMITS = 64;
  private static final int MIN_PERMITS = 32;
  private static final int MAX_PERMITS = 10_000;

  static NotifierConfig read(ConfigSource config) {
    return new NotifierConfig(
        PgUrls.read(config, "notifier"),
        SmtpConfig.read(config),
        config.isOn("CARILLON_WELCOME", true),
        config.integer("CARILLON_MAIL_PERMITS", DEFAULT_PERMITS, MIN_PERMITS, MAX_PERMITS));
  }
}

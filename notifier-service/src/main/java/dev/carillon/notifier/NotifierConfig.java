package dev.carillon.notifier;

import dev.carillon.config.ConfigSource;
import dev.carillon.notifier.smtp.SmtpConfig;
import dev.carillon.store.pg.PgUrls;
import org.jspecify.annotations.Nullable;

/**
 * The settings of notifier-service.
 *
 * @param pg where the schema {@code notifier} lives
 * @param smtp the server that mail goes to
 * @param welcome whether new users are welcomed
 * @param permits how many mails may be in this process's hands at a time
 * @param publicUrl where the gateway is reached from outside, for links in mails; null for none
 */
record NotifierConfig(
    PgUrls pg, SmtpConfig smtp, boolean welcome, int permits, @Nullable String publicUrl) {
  private static final int DEFAULT_PERMITS = 256;
  private static final int MIN_PERMITS = 32;
  private static final int MAX_PERMITS = 10_000;

  static NotifierConfig read(ConfigSource config) {
    return new NotifierConfig(
        PgUrls.read(config, "notifier"),
        SmtpConfig.read(config),
        config.isOn("CARILLON_WELCOME", true),
        config.integer("CARILLON_MAIL_PERMITS", DEFAULT_PERMITS, MIN_PERMITS, MAX_PERMITS),
        publicUrl(config));
  }

  private static @Nullable String publicUrl(ConfigSource config) {
    String url = config.find("CARILLON_PUBLIC_URL");
    if (url != null && !url.matches("https?://[!-~&&[^<>]]{1,200}")) {
      config.reject("CARILLON_PUBLIC_URL", "must look like https://example.org");
    }
    return url == null ? null : url.replaceAll("/+$", "");
  }
}

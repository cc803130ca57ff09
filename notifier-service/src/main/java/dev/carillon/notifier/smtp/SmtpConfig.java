package dev.carillon.notifier.smtp;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.failure.Checks;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP server to use.
 *
 * @param tls whether STARTTLS is required: always, unless the server is on this machine
 * @param connections how many at most, and so how many mails at a time
 */
public record SmtpConfig(
    String host,
    int port,
    @Nullable String user,
    @Nullable Secret password,
    boolean tls,
    int connections,
    String from) {
  private static final int DEFAULT_PORT = 25;
  private static final int DEFAULT_CONNECTIONS = 8;

  /** Reads {@code CARILLON_SMTP_URL} ({@code smtp://user:password@host:port}) and others. */
  public static SmtpConfig read(ConfigSource config) {
    URI uri = uri(config.required("CARILLON_SMTP_URL"));
    String host = uri.getHost() == null ? "localhost" : uri.getHost();
    String[] login = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    return new SmtpConfig(
        host,
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        login == null ? null : decode(login[0]),
        login == null || login.length < 2 ? null : new Secret(decode(login[1])),
        !isLoopback(host),
        config.integer("CARILLON_SMTP_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 256),
        from(config.text("CARILLON_MAIL_FROM", "carillon@carillon.localhost")));
  }

  /** The part after the at sign. */
  public String domain() {
    return from.substring(from.lastIndexOf('@') + 1);
  }

  private static String from(String address) {
    if (!Checks.isEmail(address)) {
      throw new IllegalArgumentException("CARILLON_MAIL_FROM is not one plain e-mail address");
    }
    return address;
  }

  private static URI uri(String url) {
    if (url.isEmpty()) {
      return URI.create("smtp://localhost"); // already reported as missing
    }
    if (!url.startsWith("smtp://")) {
      throw new IllegalArgumentException("CARILLON_SMTP_URL must look like smtp://host:port");
    }
    return URI.create(url);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

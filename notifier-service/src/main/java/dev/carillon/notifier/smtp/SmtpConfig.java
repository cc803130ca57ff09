package dev.carillon.notifier.smtp;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.failure.Checks;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
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
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final String DEFAULT_FROM = "carillon@carillon.localhost";
  private static final int DEFAULT_PORT = 25;
  private static final int DEFAULT_CONNECTIONS = 8;

  /** Reads {@code CARILLON_SMTP_URL} ({@code smtp://user:password@host:port}) and others. */
  public static SmtpConfig read(ConfigSource config) {
    URI uri = uri(config);
    String host = String.valueOf(uri.getHost());
    String[] login = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    return new SmtpConfig(
        host,
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        login == null ? null : decode(login[0]),
        login == null || login.length < 2 ? null : new Secret(decode(login[1])),
        !isLoopback(host),
        config.integer("CARILLON_SMTP_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 256),
        from(config));
  }

  /** The part after the at sign. */
  public String domain() {
    return from.substring(from.lastIndexOf('@') + 1);
  }

  private static String from(ConfigSource config) {
    String address = config.text("CARILLON_MAIL_FROM", DEFAULT_FROM);
    if (!Checks.isEmail(address)) {
      config.reject("CARILLON_MAIL_FROM", "must be one plain e-mail address");
      return DEFAULT_FROM;
    }
    return address;
  }

  private static URI uri(ConfigSource config) {
    String url = config.required("CARILLON_SMTP_URL");
    try {
      URI uri = new URI(url);
      if ("smtp".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // said below; the exception would repeat the URL, which may hold a password
    }
    if (!url.isEmpty()) {
      config.reject("CARILLON_SMTP_URL", "must look like smtp://user:password@host:port");
    }
    return URI.create("smtp://localhost");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || LOOPBACK.matcher(host).matches();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

package dev.carillon.notifier.smtp;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.failure.Checks;
import dev.carillon.notifier.mime.DkimSigner;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How mail is sent.
 *
 * @param servers the first that has room is used
 * @param from the sender's address
 * @param dkim signs every mail, if there is a key
 * @param holdUnknown whether a mail that may have been sent waits for a decision, instead of being
 *     sent again
 */
public record SmtpConfig(
    List<SmtpServerConfig> servers, String from, @Nullable DkimSigner dkim, boolean holdUnknown) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final String DEFAULT_FROM = "carillon@carillon.localhost";
  private static final int DEFAULT_PORT = 25;
  private static final int DEFAULT_CONNECTIONS = 8;
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORTEST_LIMIT = Duration.ofMillis(100);
  private static final Duration LONGEST_LIMIT = Duration.ofMinutes(10);

  public SmtpConfig {
    servers = List.copyOf(servers);
  }

  /** Reads {@code CARILLON_SMTP_URL} ({@code smtp://user:password@host:port,...}) and others. */
  public static SmtpConfig read(ConfigSource config) {
    String from = from(config);
    List<SmtpServerConfig> servers =
        Stream.of(config.required("CARILLON_SMTP_URL").split(",", -1))
            .map(url -> server(config, uri(config, url.strip()), domain(from)))
            .toList();
    return new SmtpConfig(
        servers,
        from,
        dkim(config, domain(from)),
        config.isOn("CARILLON_MAIL_HOLD_UNKNOWN", false));
  }

  /** The names of the servers, {@code host:port}. */
  public List<String> serverNames() {
    return servers.stream().map(SmtpServerConfig::name).toList();
  }

  /** The part after the at sign. */
  public String domain() {
    return domain(from);
  }

  private static SmtpServerConfig server(ConfigSource config, URI uri, String ownName) {
    String host = String.valueOf(uri.getHost());
    String[] login = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    return new SmtpServerConfig(
        host,
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        ownName,
        login == null ? null : decode(login[0]),
        login == null || login.length < 2 ? null : new Secret(decode(login[1])),
        !isLoopback(host),
        config.find("CARILLON_SMTP_TRUST"),
        config.integer("CARILLON_SMTP_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 256),
        config.duration("CARILLON_SMTP_TIMEOUT", DEFAULT_LIMIT, SHORTEST_LIMIT, LONGEST_LIMIT));
  }

  private static @Nullable DkimSigner dkim(ConfigSource config, String domain) {
    String file = config.find("CARILLON_DKIM_KEY");
    if (file == null) {
      return null;
    }
    try {
      return DkimSigner.of(
          domain,
          config.text("CARILLON_DKIM_SELECTOR", "carillon"),
          Files.readString(Path.of(file), StandardCharsets.US_ASCII));
    } catch (IOException | IllegalArgumentException e) {
      config.reject("CARILLON_DKIM_KEY", "must name a file with a private key: " + e.getMessage());
      return null;
    }
  }

  private static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  private static String from(ConfigSource config) {
    String address = config.text("CARILLON_MAIL_FROM", DEFAULT_FROM);
    if (!Checks.isEmail(address)) {
      config.reject("CARILLON_MAIL_FROM", "must be one plain e-mail address");
      return DEFAULT_FROM;
    }
    return address;
  }

  private static URI uri(ConfigSource config, String url) {
    try {
      URI uri = new URI(url);
      if ("smtp".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // rejected below; the message of the exception holds the URL, and so perhaps a password
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

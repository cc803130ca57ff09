package dev.carillon.notifier.smtp;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.contract.mail.From;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.mime.DkimSigner;
import dev.carillon.reload.SettingFile;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How mail is sent.
 *
 * @param servers the first that has room is used
 * @param from the sender of mail that names no other, with an address
 * @param froms further addresses that mail may be sent from
 * @param dkim signs every mail, if there is a key
 * @param holdUnknown whether a mail that may have been sent waits for a decision, instead of being
 *     sent again
 */
public record SmtpConfig(
    List<SmtpServerConfig> servers,
    From from,
    Set<String> froms,
    @Nullable Supplier<DkimSigner> dkim,
    boolean holdUnknown) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");
  private static final Pattern NAMED = Pattern.compile("\"?([^\"<>]*?)\"?\\s*<([^<>]*)>");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
  private static final String URL = "CARILLON_SMTP_URL";
  private static final String DEFAULT_FROM = "carillon@carillon.localhost";
  private static final int DEFAULT_PORT = 25;
  private static final int DEFAULT_TLS_PORT = 465;
  private static final int DEFAULT_CONNECTIONS = 8;
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(20);

  /** RFC 5321, section 4.5.3.2.6: who gives up earlier gets copies. */
  private static final Duration DEFAULT_VERDICT_LIMIT = Duration.ofMinutes(10);

  private static final Duration SHORTEST_LIMIT = Duration.ofMillis(100);
  private static final Duration LONGEST_LIMIT = Duration.ofMinutes(10);
  private static final Duration LONGEST_VERDICT_LIMIT = Duration.ofHours(1);

  public SmtpConfig {
    servers = List.copyOf(servers);
    froms = Set.copyOf(froms);
  }

  /**
   * Reads {@code CARILLON_SMTP_URL} ({@code smtp://user:password@host:port?tls=required}, or a list
   * of such) and others.
   */
  public static SmtpConfig read(ConfigSource config) {
    From from = from(config);
    String ownName = ownName(config, domain(from));
    SettingFile<PemTrustOptions> trust =
        SettingFile.read(config, "CARILLON_SMTP_TRUST", SmtpTrust::of);
    List<SmtpServerConfig> servers =
        Stream.of(config.required(URL).split(",", -1))
            .map(url -> server(config, uri(config, url.strip()), ownName, trust))
            .toList();
    return new SmtpConfig(
        servers,
        from,
        froms(config),
        dkim(config, domain(from)),
        config.isOn("CARILLON_MAIL_HOLD_UNKNOWN", false));
  }

  /** What stands in files that settings name; may be read again. */
  public Set<SettingFile<?>> files() {
    return Stream.concat(
            Stream.of(Optional.ofNullable(dkim)),
            servers.stream().map(server -> Optional.ofNullable(server.trust())))
        .flatMap(Optional::stream)
        .filter(SettingFile.class::isInstance)
        .map(file -> (SettingFile<?>) file)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The names of the servers, {@code host:port}. */
  public List<String> serverNames() {
    return servers.stream().map(SmtpServerConfig::name).toList();
  }

  /** The names of servers off this machine to which mail goes without TLS. */
  public List<String> unprotected() {
    return servers.stream()
        .filter(s -> s.tls() == SmtpServerConfig.Tls.NONE && !isLoopback(s.host()))
        .map(SmtpServerConfig::name)
        .toList();
  }

  /** The part after the at sign. */
  public String domain() {
    return domain(from);
  }

  /** All addresses that mail may be sent from, in lower case. */
  public Set<String> allowedFroms() {
    return Stream.concat(Stream.of(address(from)), froms.stream())
        .map(address -> address.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static SmtpServerConfig server(
      ConfigSource config, URI uri, String ownName, @Nullable Supplier<PemTrustOptions> trust) {
    String host = String.valueOf(uri.getHost());
    String[] login = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
    SmtpServerConfig.Tls tls = tls(config, uri, host);
    int usual = tls == SmtpServerConfig.Tls.IMPLICIT ? DEFAULT_TLS_PORT : DEFAULT_PORT;
    return new SmtpServerConfig(
        host,
        uri.getPort() < 0 ? usual : uri.getPort(),
        ownName,
        login == null ? null : decode(login[0]),
        login == null || login.length < 2 ? null : new Secret(decode(login[1])),
        tls,
        trust,
        config.integer("CARILLON_SMTP_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 256),
        config.duration("CARILLON_SMTP_TIMEOUT", DEFAULT_LIMIT, SHORTEST_LIMIT, LONGEST_LIMIT),
        config.duration(
            "CARILLON_SMTP_VERDICT", DEFAULT_VERDICT_LIMIT, SHORTEST_LIMIT, LONGEST_VERDICT_LIMIT));
  }

  private static SmtpServerConfig.Tls tls(ConfigSource config, URI uri, String host) {
    String asked = uri.getRawQuery();
    boolean implicit = "smtps".equals(uri.getScheme());
    if (asked != null && !asked.equals("tls=required") && (implicit || !asked.equals("tls=none"))) {
      config.reject(URL, "takes ?tls=required or, with smtp://, ?tls=none");
    }
    if (implicit) {
      return SmtpServerConfig.Tls.IMPLICIT;
    }
    boolean wanted = asked == null ? !isLoopback(host) : asked.equals("tls=required");
    return wanted ? SmtpServerConfig.Tls.STARTTLS : SmtpServerConfig.Tls.NONE;
  }

  /** The host's name, as servers want to hear it; the sender's domain where it has none. */
  private static String ownName(ConfigSource config, String domain) {
    String name = config.find("CARILLON_SMTP_HELO");
    if (name != null) {
      boolean isName = HOST.matcher(name).matches() || name.matches("\\[[0-9A-Za-z.:]+]");
      if (!isName) {
        config.reject(
            "CARILLON_SMTP_HELO", "must be the name of a host, or an address in brackets");
      }
      return name;
    }
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return HOST.matcher(host).matches() ? host : domain;
    } catch (UnknownHostException e) {
      return domain;
    }
  }

  private static @Nullable SettingFile<DkimSigner> dkim(ConfigSource config, String domain) {
    String selector = config.text("CARILLON_DKIM_SELECTOR", "carillon");
    return SettingFile.read(
        config, "CARILLON_DKIM_KEY", pem -> DkimSigner.of(domain, selector, pem));
  }

  private static String domain(From from) {
    String address = address(from);
    return address.substring(address.lastIndexOf('@') + 1);
  }

  private static String address(From from) {
    return Objects.requireNonNull(from.email());
  }

  /** An address, or a name and an address in angle brackets. */
  private static From from(ConfigSource config) {
    String text = config.text("CARILLON_MAIL_FROM", DEFAULT_FROM);
    Matcher named = NAMED.matcher(text);
    boolean isNamed = named.matches();
    String name = isNamed ? named.group(1).strip() : "";
    try {
      return new From(isNamed ? named.group(2) : text, name.isEmpty() ? null : name);
    } catch (Failure e) {
      config.reject(
          "CARILLON_MAIL_FROM", "must be a plain e-mail address, or a name and one: A <a@b.c>");
      return new From(DEFAULT_FROM, null);
    }
  }

  private static Set<String> froms(ConfigSource config) {
    List<String> froms = config.list("CARILLON_MAIL_SENDERS");
    if (!froms.stream().allMatch(Checks::isEmail)) {
      config.reject("CARILLON_MAIL_SENDERS", "must be a list of plain e-mail addresses");
    }
    return Set.copyOf(froms);
  }

  private static URI uri(ConfigSource config, String url) {
    try {
      URI uri = new URI(url);
      boolean isSmtp = "smtp".equals(uri.getScheme()) || "smtps".equals(uri.getScheme());
      if (isSmtp && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // rejected below; the message of the exception holds the URL, and so perhaps a password
    }
    if (!url.isEmpty()) {
      config.reject(URL, "must look like smtp://user:password@host:port, or smtps://...");
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

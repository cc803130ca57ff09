package dev.carillon.notifier.smtp;

import dev.carillon.config.Secret;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP server.
 *
 * @param ownName our name in EHLO
 * @param tls how the connection is protected
 * @param trust certificates to trust instead of the machine's, asked for with each connection
 * @param connections at most this many
 * @param commandLimit how long it may take to answer a command
 * @param verdictLimit how long it may take to answer the content; giving up early duplicates mail
 */
public record SmtpServerConfig(
    String host,
    int port,
    String ownName,
    @Nullable String user,
    @Nullable Secret password,
    Tls tls,
    @Nullable Supplier<PemTrustOptions> trust,
    int connections,
    Duration commandLimit,
    Duration verdictLimit) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** How a connection is protected. */
  public enum Tls {
    /** Not at all: mail and login can be read on the way. */
    NONE,
    /** By STARTTLS, which is required. */
    STARTTLS,
    /** From the first byte. */
    IMPLICIT
  }

  String name() {
    return host + ":" + port;
  }

  Duration connectLimit() {
    return CONNECT;
  }

  Duration idleLimit() {
    return IDLE;
  }
}

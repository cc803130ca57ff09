package dev.carillon.notifier.smtp;

import dev.carillon.config.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP server.
 *
 * @param ownName our name in EHLO
 * @param tls whether STARTTLS is required: always, unless the server is on this machine
 * @param trust a file of certificates to trust instead of the machine's, in PEM
 * @param connections at most this many
 * @param commandLimit how long it may take to answer a command
 */
public record SmtpServerConfig(
    String host,
    int port,
    String ownName,
    @Nullable String user,
    @Nullable Secret password,
    boolean tls,
    @Nullable String trust,
    int connections,
    Duration commandLimit) {
  /** The reply to the content takes longer than others; giving up early duplicates mail. */
  private static final int CONTENT_FACTOR = 6;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(30);

  String name() {
    return host + ":" + port;
  }

  Duration contentLimit() {
    return commandLimit.multipliedBy(CONTENT_FACTOR);
  }

  Duration connectLimit() {
    return CONNECT;
  }

  Duration idleLimit() {
    return IDLE;
  }
}

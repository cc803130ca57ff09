package dev.carillon.notifier.smtp;

import dev.carillon.config.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP server.
 *
 * @param ownName what we call ourselves in EHLO
 * @param tls whether STARTTLS is required: always, unless the server is on this machine
 * @param trust a file of certificates to trust instead of the machine's, in PEM
 * @param connections how many at most
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
  /** The verdict on a content takes longer than other answers; giving up early makes copies. */
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

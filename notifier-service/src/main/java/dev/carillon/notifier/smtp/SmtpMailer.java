package dev.carillon.notifier.smtp;

import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.mail.Delivery;
import dev.carillon.notifier.mail.Mailer;
import dev.carillon.notifier.mail.NewMail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.concurrent.TimeUnit;

/**
 * Sends with vertx-mail-client. That client neither checks header text nor bounds its waits, so
 * both happen here: every field that ends up in a header or in the envelope is checked again,
 * whatever was checked before; a connection that is silent for 20 s is closed, and nobody waits
 * longer than two minutes for a send.
 */
public final class SmtpMailer implements Mailer {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int IDLE_SECONDS = 20;
  private static final int SEND_SECONDS = 120;
  private static final String RECIPIENT_REFUSED = "recipient address not accepted";
  private static final String CONTENT_REFUSED = "sending data failed";
  private static final int MAX_REPLY = 300;

  private final MailClient client;
  private final String from;
  private final AsyncSemaphore slots;

  /** A mailer with its own connections. */
  public SmtpMailer(Vertx vertx, SmtpConfig config) {
    this.client = MailClient.create(vertx, clientConfig(config));
    this.from = config.from();
    this.slots = AsyncSemaphore.bounded("smtp slots", config.connections(), Timers.of(vertx));
  }

  private static MailConfig clientConfig(SmtpConfig config) {
    MailConfig mail =
        new MailConfig()
            .setHostname(config.host())
            .setPort(config.port())
            .setStarttls(config.tls() ? StartTLSOptions.REQUIRED : StartTLSOptions.OPTIONAL)
            .setLogin(config.user() == null ? LoginOption.DISABLED : LoginOption.REQUIRED)
            .setOwnHostname(config.domain())
            .setMaxPoolSize(config.connections())
            .setKeepAlive(true)
            .setPipelining(true)
            .setConnectTimeout(CONNECT_MILLIS)
            .setIdleTimeout(IDLE_SECONDS);
    if (config.user() != null) {
      mail.setUsername(config.user());
    }
    if (config.password() != null) {
      mail.setPassword(config.password().reveal());
    }
    return mail;
  }

  @Override
  public Future<Delivery> send(NewMail mail) {
    MailMessage message;
    try {
      message = message(mail);
    } catch (Failure refused) {
      return Future.succeededFuture(
          new Delivery(Delivery.Result.REFUSED, "not sent: " + refused.message()));
    }
    return slots
        .acquire()
        .compose(v -> handOver(message))
        .transform(
            r ->
                Future.succeededFuture(
                    r.succeeded()
                        ? new Delivery(Delivery.Result.SENT, "250 accepted")
                        : delivery(r.cause())));
  }

  /**
   * One slot per connection, so that nothing waits inside the client: what waited there could not
   * be taken back, and would be sent although it had been given up. The slot comes free when the
   * client has really ended, also when it is no longer waited for.
   */
  private Future<?> handOver(MailMessage message) {
    return Work.begin(() -> client.sendMail(message)) // so that a throw gives the slot back too
        .onComplete(r -> slots.release())
        .timeout(SEND_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Future<Void> close() {
    return client.close();
  }

  private MailMessage message(NewMail mail) {
    Checks.start()
        .email("recipient", mail.recipient())
        .line("subject", mail.subject(), 1, Integer.MAX_VALUE)
        .lineIfPresent("recipient name", mail.recipientName(), 1, Integer.MAX_VALUE)
        .line("message id", mail.messageId(), 1, Integer.MAX_VALUE)
        .verify();
    MailMessage message = new MailMessage();
    message.setFrom(from);
    message.setTo(mail.recipient());
    message.setSubject(mail.subject());
    message.setText(mail.text());
    if (mail.html() != null) {
      message.setHtml(mail.html());
    }
    message.addHeader("Message-ID", mail.messageId());
    message.addHeader("Auto-Submitted", "auto-generated");
    return message;
  }

  /**
   * Only a 5xx to the recipient or to the content says that this mail will never be taken. A 5xx to
   * the greeting, the login or the sender is about us, and passes when somebody mends it.
   */
  private static boolean isAboutTheMail(SMTPException refusal) {
    String message = String.valueOf(refusal.getMessage());
    return refusal.isPermanent()
        && (message.contains(RECIPIENT_REFUSED) || message.contains(CONTENT_REFUSED));
  }

  /** Everything else (4xx, a closed link, a time-out) is for now. */
  private static Delivery delivery(Throwable cause) {
    boolean refused = cause instanceof SMTPException smtp && isAboutTheMail(smtp);
    String text = String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}+", " ").strip();
    return new Delivery(
        refused ? Delivery.Result.REFUSED : Delivery.Result.FAILED,
        text.length() > MAX_REPLY ? text.substring(0, MAX_REPLY) : text);
  }
}

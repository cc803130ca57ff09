package dev.carillon.gateway.playground;

import dev.carillon.bus.Bus;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.failure.Checks;
import dev.carillon.failure.VisibleText;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import io.vertx.core.Future;

/**
 * The guide's background tasks. There they are functions that run after the answer and are lost
 * with the process; here the answer comes after the mail is a committed row.
 */
final class Notifications {
  static final int MAX_MESSAGE = 10_000;
  static final Param<String> EMAIL =
      Param.text("email", "must be one plain e-mail address", Checks::isEmail).needed();
  static final Param<String> MESSAGE =
      Param.text(
              "message",
              "must have 1 to " + MAX_MESSAGE + " characters, a visible one among them",
              text -> VisibleText.isVisible(text) && text.length() <= MAX_MESSAGE)
          .needed();

  private final Bus bus;

  Notifications(Bus bus) {
    this.bus = bus;
  }

  Future<Reply> sendNotification(ApiRequest request) {
    AcceptMail mail =
        AcceptMail.of(
            new Recipient(null, request.required(EMAIL), null),
            "Notification",
            request.required(MESSAGE),
            null);
    return accept(request, mail, "notification queued");
  }

  Future<Reply> sendEmail(ApiRequest request) {
    return accept(request, request.body(SendEmail.class).toAccept(), "email queued");
  }

  private Future<Reply> accept(ApiRequest request, AcceptMail mail, String status) {
    return bus.request(Mails.ACCEPT, request.call(), mail)
        .map(
            done ->
                Reply.accepted(
                        new PlaygroundRoutes.Status(status), "/v1/emails/" + done.accepted().id())
                    .replayed(done.replayed()));
  }
}

package dev.carillon.embedded.inbox;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.inbox.DeleteInbox;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.inbox.InboxContent;
import dev.carillon.contract.inbox.InboxDeleted;
import dev.carillon.contract.inbox.InboxHtml;
import dev.carillon.contract.inbox.InboxPiece;
import dev.carillon.contract.inbox.InboxView;
import dev.carillon.contract.inbox.OpenInboxView;
import dev.carillon.contract.inbox.ReadInbox;
import dev.carillon.contract.inbox.ReadInboxView;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.once.OneTimeTokens;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Answers the contracts of {@link Inbox}; what reads files or searches is on threads of its own.
 */
final class InboxEndpoint {
  private static final int THREADS = 2;
  private static final int WAITING = 256;
  private static final int PIECE = 256 << 10;
  private static final Duration LIFE_OF_VIEW = Duration.ofSeconds(60);
  private static final int VIEWS_OF_CALLER = 16;
  private static final int VIEWS = 256;

  private final Bus bus;
  private final Mailbox mailbox;
  private final Waits waits;
  private final OneTimeTokens<OpenInboxView> views;
  private final Blocking work;

  InboxEndpoint(Bus bus, Vertx vertx, Clocks clocks, Mailbox mailbox) {
    this.bus = bus;
    this.mailbox = mailbox;
    this.waits = new Waits(mailbox, Timers.of(vertx));
    this.views = new OneTimeTokens<>(clocks, LIFE_OF_VIEW, VIEWS_OF_CALLER, VIEWS);
    this.work = new Blocking("inbox", vertx, THREADS, WAITING);
  }

  Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Inbox.LIST, (call, q) -> work.run(() -> mailbox.list(q))),
            bus.serve(Inbox.GET, (call, q) -> work.run(() -> content(q.id()))),
            bus.serve(Inbox.READ, (call, q) -> work.run(() -> piece(q))),
            bus.serve(Inbox.AWAIT, (call, q) -> waits.await(q)),
            bus.serve(Inbox.DELETE, (call, q) -> work.run(() -> deleted(q))),
            bus.serve(Inbox.OPEN_VIEW, (call, q) -> work.run(() -> opened(call.principal(), q))),
            bus.serve(Inbox.READ_VIEW, (call, q) -> work.run(() -> shown(q)))));
  }

  private InboxContent content(UUID id) throws IOException {
    ParsedMail mail = mailbox.open(id);
    return mail.content(id, mailbox.find(id).mail().at());
  }

  private InboxPiece piece(ReadInbox request) throws IOException {
    ParsedMail mail = mailbox.open(request.id());
    Integer index = request.attachment();
    byte[] bytes;
    String name = null;
    if (index == null) {
      byte[] source = mail.source();
      int from = (int) Math.min(request.offset(), source.length);
      bytes = Arrays.copyOfRange(source, from, Math.min(source.length, from + PIECE + 1));
    } else {
      MailPart file = mail.file(index);
      if (file == null) {
        throw Failure.notFound("file of this mail with the number", index);
      }
      bytes = file.bytes(request.offset(), PIECE + 1);
      name = mail.name(index);
    }
    return piece(name, bytes, request.offset());
  }

  /** One byte more than a piece was asked for: whether there is a next one. */
  private static InboxPiece piece(@Nullable String name, byte[] bytes, long offset) {
    boolean more = bytes.length > PIECE;
    byte[] content = more ? Arrays.copyOf(bytes, PIECE) : bytes;
    return new InboxPiece(
        name, Base64.getEncoder().encodeToString(content), more ? offset + PIECE : null);
  }

  private InboxDeleted deleted(DeleteInbox request) {
    return new InboxDeleted(mailbox.delete(request));
  }

  private InboxView opened(String caller, OpenInboxView request) throws IOException {
    html(request.id());
    OneTimeTokens.Issued token = views.issue(caller, request);
    return new InboxView(token.token(), token.expiresAt());
  }

  private InboxHtml shown(ReadInboxView request) throws IOException {
    OpenInboxView view = views.take(request.token());
    if (view == null) {
      throw Failure.of(
          FailureCode.NOT_FOUND, "A view of a mail is shown once, within a minute: open it again");
    }
    return new InboxHtml(html(view.id()), view.remote());
  }

  private String html(UUID id) throws IOException {
    String html = mailbox.open(id).html();
    if (html == null) {
      throw Failure.of(FailureCode.CONFLICT, "This mail has no HTML");
    }
    return html;
  }
}

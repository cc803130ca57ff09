package dev.carillon.gateway.mail;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Role;
import dev.carillon.contract.Id;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.contract.broadcasts.RunBroadcast;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.GetLedger;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.UUID;

/** The routes of mail, its ledger and broadcasts. */
public final class MailRoutes {
  private static final String EMAILS = "/v1/emails";
  private static final Param<UUID> ID = Param.pathUuid("id");
  private static final Param<String> NAME = Param.pathText("name");
  private static final Param<String> TO = Param.text("to");
  private static final Param<UUID> USER_ID = Param.uuid("userId");
  private static final Param<MailState> STATE = Param.oneOf("state", MailState.class);

  private final Bus bus;

  /** Over the bus. */
  public MailRoutes(Bus bus) {
    this.bus = bus;
  }

  /** The table. */
  public List<Route> table() {
    return List.of(
        Route.write(HttpMethod.POST, EMAILS, List.of(), AcceptMail.class, this::accept),
        Route.get(
            EMAILS,
            Role.READER,
            List.of(TO, STATE, USER_ID, ApiRequest.LIMIT, ApiRequest.CURSOR),
            this::list),
        Route.get(EMAILS + "/:id", Role.READER, List.of(ID), this::get),
        Route.post("/v1/broadcasts/:name/run", List.of(NAME), this::run).as(Role.ADMIN),
        Route.get("/v1/ledger", Role.READER, List.of(), this::ledger));
  }

  private Future<Reply> accept(ApiRequest request) {
    return bus.request(Mails.ACCEPT, request.call(), request.body(AcceptMail.class))
        .map(
            mail ->
                Reply.accepted(mail.accepted(), EMAILS + "/" + mail.accepted().id())
                    .replayed(mail.replayed()));
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Mails.GET, request.call(), new Id(request.path(ID))).map(Reply::ok);
  }

  private Future<Reply> list(ApiRequest request) {
    ListMails asked =
        new ListMails(
            request.query(TO), request.query(STATE), request.query(USER_ID), request.page());
    return bus.request(Mails.LIST, request.call(), asked).map(Reply::ok);
  }

  private Future<Reply> run(ApiRequest request) {
    return bus.request(Broadcasts.RUN, request.call(), new RunBroadcast(request.path(NAME)))
        .map(fired -> Reply.ok(fired.run()).replayed(fired.replayed()));
  }

  private Future<Reply> ledger(ApiRequest request) {
    return bus.request(Mails.LEDGER, request.call(), new GetLedger()).map(Reply::ok);
  }
}

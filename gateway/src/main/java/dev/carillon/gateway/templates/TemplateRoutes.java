package dev.carillon.gateway.templates;

import dev.carillon.bus.Bus;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.MailBody;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.templates.ListTemplates;
import dev.carillon.contract.templates.PreviewTemplate;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.contract.templates.Templates;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.mail.MailRoutes;
import dev.carillon.json.Doc;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of templates. */
public final class TemplateRoutes implements Routes {
  private static final String TEMPLATES = "/v1/templates";
  private static final String ONE = TEMPLATES + "/:name";
  private static final Param<String> NAME = Param.pathText("name");
  private static final Param<Integer> VERSION = Param.integer("version", 1, Integer.MAX_VALUE);

  private final Bus bus;

  /** The body of a test. */
  private record TestMail(Recipient to, @Doc.AsWritten @Nullable Doc data) {}

  /** Asks the services through {@code bus}. */
  public TemplateRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get(
            TEMPLATES, Scope.MAIL_READ, List.of(ApiRequest.LIMIT, ApiRequest.CURSOR), this::list),
        Route.put(ONE, Scope.MAIL_SEND, List.of(NAME), TemplateSpec.class, this::put),
        Route.get(ONE, Scope.MAIL_READ, List.of(NAME, VERSION), this::get),
        Route.delete(ONE, Scope.MAIL_SEND, List.of(NAME, VERSION), this::delete),
        Route.post(
                ONE + "/preview", Scope.MAIL_READ, List.of(NAME, VERSION), Doc.class, this::preview)
            .withoutIdempotencyKey(),
        Route.post(ONE + "/test", Scope.MAIL_SEND, List.of(NAME), TestMail.class, this::test));
  }

  private Future<Reply> put(ApiRequest request) {
    PutTemplate put = new PutTemplate(request.path(NAME), request.body(TemplateSpec.class));
    return bus.request(Templates.PUT, request.call(), put).map(Reply::ok);
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Templates.GET, request.call(), named(request)).map(Reply::ok);
  }

  private Future<Reply> list(ApiRequest request) {
    return bus.request(Templates.LIST, request.call(), new ListTemplates(request.page()))
        .map(Reply::ok);
  }

  private Future<Reply> delete(ApiRequest request) {
    return bus.request(Templates.DELETE, request.call(), named(request)).map(done -> Reply.empty());
  }

  private Future<Reply> preview(ApiRequest request) {
    PreviewTemplate preview = new PreviewTemplate(named(request), request.bodyAsWritten());
    return bus.request(Templates.PREVIEW, request.call(), preview).map(Reply::ok);
  }

  private Future<Reply> test(ApiRequest request) {
    TestMail test = request.body(TestMail.class);
    AcceptMail mail =
        AcceptMail.of(test.to(), new MailBody.Filled(request.path(NAME), test.data()));
    return bus.request(Mails.ACCEPT, request.call(), mail)
        .map(MailRoutes::accepted)
        .recover(e -> Future.failedFuture(unknownTemplate(request.path(NAME), e)));
  }

  /** Here the template is what the path names, so that there is none is another answer. */
  private static Throwable unknownTemplate(String name, Throwable cause) {
    if (!(cause instanceof Failure refused)
        || refused.details().stream().noneMatch(error -> error.pointer().equals("/template"))) {
      return cause;
    }
    Failure unknown = Failure.notFound("template", name);
    return refused.replayed() ? unknown.asReplayed() : unknown;
  }

  private static TemplateName named(ApiRequest request) {
    return new TemplateName(request.path(NAME), request.query(VERSION));
  }
}

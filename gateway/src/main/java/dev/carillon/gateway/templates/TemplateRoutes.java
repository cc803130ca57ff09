package dev.carillon.gateway.templates;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailBody;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.templates.DraftTemplate;
import dev.carillon.contract.templates.ListTemplates;
import dev.carillon.contract.templates.PreviewTemplate;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplatePage;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.contract.templates.Templates;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Match;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.mail.MailRoutes;
import dev.carillon.json.Doc;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of templates. */
public final class TemplateRoutes implements Routes {
  private static final String TEMPLATES = "/v1/templates";
  private static final String ONE = TEMPLATES + "/:name";
  private static final Param<String> NAME = Param.pathText("name");
  private static final Param<Integer> VERSION = Param.integer("version", 1, Integer.MAX_VALUE);

  private final Bus bus;
  private final DraftViews views;

  /** The body of a draft. */
  record DraftBody(TemplateSpec template, @Doc.AsWritten @Nullable Doc data) {
    DraftBody {
      Checks.start()
          .present("/template", template)
          .objectIfPresent("/data", data == null || data.isObject(), "must be an object")
          .verify();
    }
  }

  /** What a draft says, and where its HTML is shown once. */
  record Draft(String subject, String text, @Nullable String html, @Nullable String view) {}

  /** The body of a test. */
  private record TestMail(Recipient to, @Doc.AsWritten @Nullable Doc data) {}

  /** Asks the services through {@code bus}. */
  public TemplateRoutes(Bus bus, Vertx vertx, Clocks clocks) {
    this.bus = bus;
    this.views = DraftViews.of(vertx, clocks);
  }

  @Override
  public List<Route> table() {
    return Stream.of(stored(), drafted(), tried()).flatMap(List::stream).toList();
  }

  private List<Route> stored() {
    return List.of(
        Route.get(
                TEMPLATES,
                Scope.MAIL_READ,
                List.of(ApiRequest.LIMIT, ApiRequest.CURSOR),
                this::list)
            .telling(Told.ok("Lists the latest versions of templates", TemplatePage.class)),
        Route.put(ONE, Scope.MAIL_SEND, List.of(NAME), TemplateSpec.class, this::put)
            .telling(
                Told.ok("Stores a template; a change makes a new version", Template.class)
                    .saying("is not a template: ...", "holds ...")
                    .versioned()
                    .matching(Match.OPTIONAL)),
        Route.get(ONE, Scope.MAIL_READ, List.of(NAME, VERSION), this::get)
            .telling(
                Told.ok("Reads a template", Template.class)
                    .versioned()
                    .refusing(FailureCode.NOT_FOUND)),
        Route.delete(ONE, Scope.MAIL_SEND, List.of(NAME, VERSION), this::delete)
            .telling(
                Told.empty("Deletes a template, or one version of it")
                    .refusing(FailureCode.NOT_FOUND)));
  }

  private List<Route> drafted() {
    return List.of(
        Route.post(ONE + "/draft", Scope.MAIL_READ, List.of(NAME), DraftBody.class, this::draft)
            .telling(
                Told.ok("Fills a template that is not stored, and sends nothing", Draft.class)
                    .saying("is not a template: ...", "holds ...", "is missing", "makes ..."))
            .withoutIdempotencyKey());
  }

  private List<Route> tried() {
    return List.of(
        Route.post(
                ONE + "/preview", Scope.MAIL_READ, List.of(NAME, VERSION), Doc.class, this::preview)
            .telling(
                Told.ok("Fills a template and sends nothing", RenderedTemplate.class)
                    .refusing(FailureCode.NOT_FOUND)
                    .checking(() -> PreviewTemplate.checkData(Checks.start(), "", Doc.of(Map.of())))
                    .saying("is missing"))
            .withoutIdempotencyKey(),
        Route.post(ONE + "/test", Scope.MAIL_SEND, List.of(NAME), TestMail.class, this::test)
            .telling(
                Told.accepted("Sends a template as a mail", Accepted.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)
                    .checking(TemplateRoutes::checkTest)
                    .saying("is missing", "is not a known user", "is a user who is not active")));
  }

  private static void checkTest() {
    Recipient somebody = new Recipient(new UUID(0, 0), null, null);
    AcceptMail.of(somebody, new MailBody.Filled("a", Doc.of(Map.of())));
  }

  private Future<Reply> put(ApiRequest request) {
    PutTemplate put =
        new PutTemplate(request.path(NAME), request.body(TemplateSpec.class), request.ifMatch());
    return bus.request(Templates.PUT, request.call(), put).map(TemplateRoutes::shown);
  }

  private Future<Reply> get(ApiRequest request) {
    return bus.request(Templates.GET, request.call(), named(request)).map(TemplateRoutes::shown);
  }

  private static Reply shown(Template template) {
    return Reply.ok(template).version(template.version());
  }

  private Future<Reply> draft(ApiRequest request) {
    DraftBody body = request.body(DraftBody.class);
    Doc data = body.data() == null ? Doc.of(Map.of()) : body.data();
    return bus.request(Templates.DRAFT, request.call(), new DraftTemplate(body.template(), data))
        .map(
            filled -> {
              String html = filled.html();
              String view = html == null ? null : views.open(request.call().principal(), html);
              return Reply.ok(new Draft(filled.subject(), filled.text(), html, view)).secret();
            });
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

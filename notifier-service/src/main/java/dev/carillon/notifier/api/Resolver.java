package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.Id;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.accept.Addressee;
import dev.carillon.notifier.domain.accept.MailFactory;
import dev.carillon.notifier.domain.accept.PlainDigest;
import dev.carillon.notifier.domain.accept.RenderedBody;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.template.TemplateRenderer;
import dev.carillon.notifier.domain.template.TemplateStore;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Makes a mail of a request: looks up whom it is for, and fills its template. */
final class Resolver {
  private final Bus bus;
  private final MailFactory factory;
  private final TemplateStore templates;
  private final TemplateRenderer renderer = new TemplateRenderer();

  Resolver(Bus bus, MailEndpoint.Parts parts) {
    this.bus = bus;
    this.factory = parts.factory();
    this.templates = parts.templates();
  }

  /** INVALID, with the field's name, for what is not known. */
  Future<NewMail> resolve(Call call, AcceptMail request) {
    return addressee(call, request.to())
        .compose(to -> words(request, to).map(words -> factory.of(request, to, words)));
  }

  private Future<Addressee> addressee(Call call, Recipient to) {
    if (to.userId() == null) {
      return Future.succeededFuture(
          new Addressee(Objects.requireNonNull(to.email()), to.name(), null));
    }
    return bus.request(Users.GET, call, new Id(to.userId()))
        .recover(e -> Future.failedFuture(unknownUser(e)))
        .map(
            user -> {
              if (!user.active()) {
                throw Failure.invalid("/to/userId", "is a user who is not active");
              }
              return new Addressee(user.email(), user.name(), user.zone());
            });
  }

  private Future<RenderedBody> words(AcceptMail request, Addressee to) {
    if (request.template() == null) {
      RenderedTemplate own =
          new RenderedTemplate(
              Objects.requireNonNull(request.subject()),
              Objects.requireNonNull(request.text()),
              request.html());
      Doc item = Doc.object("subject", own.subject(), "text", own.text());
      return Future.succeededFuture(
          new RenderedBody(own, false, item, items -> PlainDigest.of(own.subject(), items)));
    }
    Doc data = request.data() == null ? Doc.of(Map.of()) : request.data();
    return templates
        .get(new TemplateName(request.template(), null))
        .recover(e -> Future.failedFuture(unknownTemplate(e)))
        .map(template -> filled(template, data, to, request.digestKey() != null));
  }

  /** A template also has {@code to.email} and {@code to.name}; that of a digest its items. */
  private RenderedBody filled(Template template, Doc data, Addressee to, boolean digest) {
    Map<String, Object> all = new LinkedHashMap<>(data.members());
    all.put("to", Map.of("email", to.email(), "name", to.name() == null ? "" : to.name()));
    Function<List<Doc>, RenderedTemplate> together =
        items -> {
          Map<String, Object> more = new LinkedHashMap<>(all);
          more.put("items", items.stream().map(Doc::value).toList());
          more.put("count", items.size());
          return renderer.render(template, Doc.of(more));
        };
    return new RenderedBody(
        digest ? together.apply(List.of(data)) : renderer.render(template, Doc.of(all)),
        template.holdUnknown(),
        data,
        together);
  }

  private static Throwable unknownTemplate(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
        ? Failure.invalid("/template", "is not a known template")
        : cause;
  }

  private static Throwable unknownUser(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
        ? Failure.invalid("/to/userId", "is not a known user")
        : cause;
  }
}

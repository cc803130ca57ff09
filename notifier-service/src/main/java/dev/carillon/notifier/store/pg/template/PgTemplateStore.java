package dev.carillon.notifier.store.pg.template;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.templates.ListTemplates;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplatePage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.template.TemplateStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Templates on PostgreSQL. */
public final class PgTemplateStore implements TemplateStore {
  private final GuardedClient<Pool> accepts;
  private final GuardedClient<Pool> controls;

  /**
   * Uses connections that somebody else closes.
   *
   * @param accepts for single templates: every accept of a mail with a template reads one
   * @param controls for everything else
   */
  public PgTemplateStore(GuardedClient<Pool> accepts, GuardedClient<Pool> controls) {
    this.accepts = accepts;
    this.controls = controls;
  }

  @Override
  public Future<Template> put(PutTemplate request) {
    Tuple values =
        TemplateSql.PUT
            .values()
            .set("name", request.name())
            .set("subject", request.spec().subject())
            .set("text", request.spec().text())
            .set("html", request.spec().html())
            .set("holdUnknown", request.spec().holdUnknown())
            .tuple();
    return controls
        .use(
            pool ->
                pool.withTransaction(
                    tx ->
                        PgFailures.PLAIN
                            .run(tx, TemplateSql.LOCK, Tuple.of(request.name()))
                            .compose(v -> checked(tx, request))
                            .compose(v -> PgFailures.PLAIN.run(tx, TemplateSql.PUT.sql(), values))))
        .compose(
            rows ->
                rows.iterator().hasNext()
                    ? Future.succeededFuture(template(rows.iterator().next()))
                    : get(new TemplateName(request.name(), null)));
  }

  /** Whoever stores this template waits: what is the latest here is so until the commit. */
  private static Future<Void> checked(SqlConnection tx, PutTemplate request) {
    IfMatch ifMatch = request.ifMatch();
    if (ifMatch == null) {
      return Future.succeededFuture();
    }
    TemplateName latest = new TemplateName(request.name(), null);
    return PgFailures.PLAIN
        .run(tx, TemplateSql.GET, Tuple.of(latest.name(), latest.version()))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()
                  || !ifMatch.allows(rows.iterator().next().getInteger("version"))) {
                throw Failure.of(
                    FailureCode.PRECONDITION,
                    "The latest version of this template is another one, or there is none");
              }
              return null;
            });
  }

  @Override
  public Future<Template> get(TemplateName name) {
    return accepts
        .run(TemplateSql.GET, Tuple.of(name.name(), name.version()))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("template", name.name());
              }
              return template(rows.iterator().next());
            });
  }

  @Override
  public Future<TemplatePage> list(ListTemplates request) {
    int limit = request.page().limit();
    String after = request.page().cursor() == null ? "" : request.page().cursor();
    return controls
        .run(TemplateSql.LIST, Tuple.of(after, limit + 1))
        .map(
            rows -> {
              Paged<Template> page =
                  Paged.of(rows, limit, PgTemplateStore::template, row -> row.getString("name"));
              return new TemplatePage(page.items(), page.next());
            });
  }

  @Override
  public Future<Void> delete(TemplateName name) {
    return controls
        .run(TemplateSql.DELETE, Tuple.of(name.name(), name.version()))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw Failure.notFound("template", name.name());
              }
              return null;
            });
  }

  private static Template template(Row row) {
    return new Template(
        row.getString("name"),
        row.getInteger("version"),
        row.getString("subject"),
        row.getString("body_text"),
        row.getString("body_html"),
        row.getBoolean("hold_unknown"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}

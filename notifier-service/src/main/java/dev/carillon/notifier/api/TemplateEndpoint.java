package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.contract.templates.Templates;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.template.TemplateRenderer;
import dev.carillon.notifier.domain.template.TemplateStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Serves the contracts of {@link Templates}. */
public final class TemplateEndpoint {
  private final Bus bus;
  private final TemplateStore store;
  private final TemplateRenderer renderer = new TemplateRenderer();

  /** Over a store. */
  public TemplateEndpoint(Bus bus, TemplateStore store) {
    this.bus = bus;
    this.store = store;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(
                Templates.PUT,
                (call, q) -> {
                  renderer.check(q.spec());
                  return store.put(q);
                }),
            bus.serve(Templates.GET, (call, q) -> store.get(q)),
            bus.serve(Templates.LIST, (call, q) -> store.list(q)),
            bus.serve(Templates.DELETE, (call, q) -> store.delete(q).map(new Done())),
            bus.serve(
                Templates.DRAFT,
                (call, q) -> {
                  checkDraft(q.spec());
                  return Future.succeededFuture(renderer.render(draft(q.spec()), shown(q.data())));
                }),
            bus.serve(
                Templates.PREVIEW,
                (call, q) ->
                    store.get(q.template()).map(t -> renderer.render(t, shown(q.data()))))));
  }

  private void checkDraft(TemplateSpec spec) {
    try {
      renderer.check(spec);
    } catch (Failure refused) {
      throw refused.within("/template");
    }
  }

  private static Template draft(TemplateSpec spec) {
    return new Template("draft", 1, spec.subject(), spec.text(), spec.html(), false, Instant.EPOCH);
  }

  /** The recipient is known only when a mail is sent: a preview has an invented one. */
  private static Doc shown(Doc data) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("to", Map.of("email", "somebody@example.org", "name", "Somebody"));
    members.putAll(data.members());
    return Doc.of(members);
  }
}

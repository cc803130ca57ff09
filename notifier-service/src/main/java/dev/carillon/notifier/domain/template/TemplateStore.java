package dev.carillon.notifier.domain.template;

import dev.carillon.contract.templates.ListTemplates;
import dev.carillon.contract.templates.PutTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.contract.templates.TemplatePage;
import io.vertx.core.Future;

/** Templates and their versions. */
public interface TemplateStore {
  /** Stores a new version, unless the latest is the same. */
  Future<Template> put(PutTemplate request);

  /** Reads one. NOT_FOUND. */
  Future<Template> get(TemplateName name);

  /** Lists the latest versions by name. */
  Future<TemplatePage> list(ListTemplates request);

  /** Deletes all versions, or one. NOT_FOUND. */
  Future<Void> delete(TemplateName name);
}

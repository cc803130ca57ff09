package dev.carillon.contract.templates;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.contract.Done;
import dev.carillon.request.Scope;
import java.time.Duration;

/** What notifier-service answers about templates. */
public final class Templates {
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /**
   * Stores a new version; the same as the latest makes none. INVALID if it is no Mustache,
   * PRECONDITION if another version is the latest than one that may be followed.
   */
  public static final Contract<PutTemplate, Template> PUT =
      contract("templates.put.v1", PutTemplate.class, Template.class, WRITE)
          .exposed(Scope.MAIL_SEND);

  /** Reads one. NOT_FOUND. */
  public static final Contract<TemplateName, Template> GET =
      contract("templates.get.v1", TemplateName.class, Template.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Lists them. */
  public static final Contract<ListTemplates, TemplatePage> LIST =
      contract("templates.list.v1", ListTemplates.class, TemplatePage.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Deletes all versions; mail that was accepted keeps what it says. NOT_FOUND. */
  public static final Contract<TemplateName, Done> DELETE =
      contract("templates.delete.v1", TemplateName.class, Done.class, WRITE)
          .exposed(Scope.MAIL_SEND);

  /** Fills one. NOT_FOUND; INVALID names the value that is missing. */
  public static final Contract<PreviewTemplate, RenderedTemplate> PREVIEW =
      contract("templates.preview.v1", PreviewTemplate.class, RenderedTemplate.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  /** Fills a draft. INVALID if it is no Mustache, or names the value that is missing. */
  public static final Contract<DraftTemplate, RenderedTemplate> DRAFT =
      contract("templates.draft.v1", DraftTemplate.class, RenderedTemplate.class, READ)
          .exposed(Scope.MAIL_READ)
          .reading();

  private Templates() {}
}

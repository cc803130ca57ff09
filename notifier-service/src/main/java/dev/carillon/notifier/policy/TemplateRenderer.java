package dev.carillon.notifier.policy;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.carillon.contract.templates.RenderedTemplate;
import dev.carillon.contract.templates.Template;
import dev.carillon.contract.templates.TemplateSpec;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Fills templates (jmustache). There is no logic in them and no way out of them: no partials, no
 * code, values are only what the data holds. HTML is escaped, a value that is missing is an error,
 * and what becomes too long is given up before it fills the memory.
 */
public final class TemplateRenderer {
  private static final int MAX_SUBJECT = 500;
  private static final int MAX_BODY = 500_000;
  private static final Mustache.Compiler PLAIN =
      Mustache.compiler().escapeHTML(false).strictSections(true);
  private static final Mustache.Compiler HTML =
      Mustache.compiler().escapeHTML(true).strictSections(true);

  /** Without state. */
  public TemplateRenderer() {}

  /** INVALID, with the part's name, unless every part is Mustache. */
  public void check(TemplateSpec spec) {
    compile(PLAIN, "/subject", spec.subject());
    compile(PLAIN, "/text", spec.text());
    if (spec.html() != null) {
      compile(HTML, "/html", spec.html());
    }
  }

  /** Fills every part. INVALID names the value that is missing. */
  public RenderedTemplate render(Template template, Doc data) {
    String subject = fill(PLAIN, "/subject", template.subject(), data, MAX_SUBJECT);
    String text = fill(PLAIN, "/text", template.text(), data, MAX_BODY);
    @Nullable String html =
        template.html() == null ? null : fill(HTML, "/html", template.html(), data, MAX_BODY);
    Checks.start()
        .line("/data", subject, 1, MAX_SUBJECT)
        .textIfPresent("/data", text, 1, MAX_BODY)
        .textIfPresent("/data", html, 1, MAX_BODY)
        .verify();
    return new RenderedTemplate(subject, text, html);
  }

  private static com.samskivert.mustache.Template compile(
      Mustache.Compiler compiler, String part, String source) {
    if (source.contains("{{>")) {
      throw Failure.invalid(part, "holds a partial, which there is not");
    }
    try {
      return compiler.compile(source);
    } catch (MustacheException e) {
      throw Failure.invalid(part, "is no template: " + e.getMessage());
    }
  }

  private static String fill(
      Mustache.Compiler compiler, String part, String source, Doc data, int most) {
    Bounded out = new Bounded(most);
    try {
      compile(compiler, part, source).execute(data.members(), out);
    } catch (MustacheException.Context e) {
      throw Failure.invalid("/data/" + e.key.replace('.', '/'), "is missing");
    } catch (TooLongException e) {
      throw Failure.invalid("/data", "makes the mail longer than " + most + " characters");
    } catch (MustacheException e) {
      throw Failure.invalid("/data", "does not fit the template: " + e.getMessage());
    }
    return out.toString();
  }

  /** There is more than there may be. */
  private static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("too long", null, false, false);
    }
  }

  /** Gives up when it is full. */
  private static final class Bounded extends Writer {
    private final StringBuilder text = new StringBuilder();
    private final int most;

    Bounded(int most) {
      this.most = most;
    }

    @Override
    public void write(char[] characters, int from, int count) {
      if (text.length() + count > most) {
        throw new TooLongException();
      }
      text.append(characters, from, count);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
